-- mode: write
-- Two who put many modules in order at once would wait for each other's rows. Single moves need no lock.
select pg_advisory_xact_lock(hashtextextended('modules:' || :org_id::text, 0))

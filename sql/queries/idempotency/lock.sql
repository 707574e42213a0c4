-- mode: write
-- Whoever comes second does not wait: the first may take long.
select pg_try_advisory_xact_lock(hashtextextended(:org_id::text || :actor::text || :operation::text || :key::text, 0))
    as is_first

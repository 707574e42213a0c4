-- Nothing tells two new clients of one phone apart but that they come one after the other: so imports wait for each other.
-- mode: write
select pg_advisory_xact_lock(hashtextextended('imports/clients/' || :org_id::uuid::text, 0))

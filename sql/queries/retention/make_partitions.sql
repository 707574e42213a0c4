-- mode: write
-- scope: system -- the events of all organisations share their partitions
-- One process at a time, as two would make the same.
select ensure_event_partitions(3) as made
from (select pg_advisory_xact_lock(hashtext('ensure_event_partitions'))) as alone

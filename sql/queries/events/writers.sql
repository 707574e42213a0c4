-- The open transactions that may have drawn an event's id: an INSERT locks the table before it draws one, and until the
-- transaction ends, when what it wrote can be seen already. With `writers`: those of them that are still open; none: null.
select array_agg(distinct virtualtransaction)::text as writers
from pg_locks
where locktype = 'relation' and database = (select oid from pg_database where datname = current_database())
  and relation = 'events'::regclass and mode = 'RowExclusiveLock' and granted
  and (:writers::text[] is null or virtualtransaction = any (:writers::text[]))

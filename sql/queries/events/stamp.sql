-- mode: write -- a transaction of its own
-- A transaction id: higher than that of every transaction that has drawn an event's id before.
select pg_current_xact_id()::text::bigint as xid

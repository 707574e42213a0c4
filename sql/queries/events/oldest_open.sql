-- All transactions below this one have ended, and what they wrote is seen from now on.
select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as xid

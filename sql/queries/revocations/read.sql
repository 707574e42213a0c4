-- scope: system -- a process refuses the tokens of all organisations
-- Who may act no longer, as far as it was written by `since` or later transactions; and, in every row, the oldest
-- transaction that is still open: the next look begins there, so that none is missed.
select r.kind, r.subject, r.epoch, r.xid::text::bigint as xid, h.horizon
from (select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as horizon) h
left join revocations r on r.xid >= :since::text::xid8 and r.at > now() - interval '20 minutes'

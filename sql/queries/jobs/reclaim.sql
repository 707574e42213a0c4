-- scope: system -- whoever looks takes up the jobs of all organisations
-- Jobs whose process has died or hangs. One whose row is locked is just being worked on.
with lapsed as (
    select j.org_id, j.id,
           case when j.is_cancel_requested then 'cancelled' when j.attempt >= j.max_attempts then 'failed'
                else 'queued' end as state
    from jobs j
    where j.state = 'running' and j.lease_until < now()
    limit 100
    for update skip locked),
reclaimed as (
    update jobs j
    set state = l.state, run_at = now(), lease_id = null, lease_until = null,
        error_code = case l.state when 'failed' then :error_code::text else j.error_code end,
        error_message = case l.state when 'failed' then :error_message::text else j.error_message end,
        finished_at = case when l.state <> 'queued' then now() end
    from lapsed l
    where j.org_id = l.org_id and j.id = l.id
    returning j.id)
select count(*) as reclaimed
from reclaimed

-- scope: system -- one queue for the jobs of all organisations
-- The job that comes first, to one process.
with due as (
    select j.org_id, j.id
    from jobs j
    where j.state = 'queued' and j.run_at <= now() and j.kind = any (:kinds::text[])
    order by j.priority desc, j.run_at
    limit 1
    for update skip locked)
update jobs j
set state = 'running', attempt = j.attempt + 1, lease_id = :lease_id::uuid,
    lease_until = now() + make_interval(secs => :lease_s::integer), started_at = now()
from due d
where j.org_id = d.org_id and j.id = d.id
returning j.org_id, j.id, j.lease_id, j.kind, j.params, j.checkpoint, j.created_by, j.attempt, j.max_attempts

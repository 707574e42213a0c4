-- The job that was just enqueued or, where that did nothing, the one that was there.
select r.*, r.id = :id::uuid as _is_new
from job_rows r
where r._org_id = :org_id::uuid
  and r.id = coalesce((select j.id from jobs j where j.org_id = :org_id::uuid and j.id = :id::uuid),
                      (select j.id from jobs j
                       where j.org_id = :org_id::uuid and j.kind = :kind::text and j.unique_key = :unique_key::text
                         and j.state in ('queued', 'running')))

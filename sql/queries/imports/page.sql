-- Without what shows the file.
select r.id, r.entity, r.state, r.filename, r.format, r.size_bytes, r.job_id, r.check_job_id, r.report - 'errors' as counts,
       r.operation_id, r.operation_state, r.operation_expires_at, r.created_by, r.created_by_name, r.created_at,
       r.started_at, r.finished_at, r.file_expires_at
from import_rows r
where r._org_id = :org_id::uuid and r.state <> 'uploading' and (:entity::text is null or r.entity = :entity::text)
  and (r._resource = any (:resources::text[]) or r._resource = any (:own_resources::text[]) and r.created_by = :actor_id::uuid)
order by r.created_at desc, r.id desc
limit :page_size::bigint offset (:page::bigint - 1) * :page_size::bigint

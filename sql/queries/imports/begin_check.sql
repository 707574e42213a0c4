update imports i
set check_job_id = :job_id::uuid, check_report = null
where i.org_id = :org_id::uuid and i.id = :id::uuid

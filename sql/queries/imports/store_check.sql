-- Not where the settings have been changed since.
update imports i
set check_report = :report::jsonb
where i.org_id = :org_id::uuid and i.id = :id::uuid and i.revision = :revision::bigint and i.check_job_id = :job_id::uuid

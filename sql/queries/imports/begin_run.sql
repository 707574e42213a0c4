update imports i
set state = 'running', job_id = :job_id::uuid, operation_id = :operation_id::uuid, counts = null, errors = '[]', tops = '{}',
    started_at = now(), finished_at = null
where i.org_id = :org_id::uuid and i.id = :id::uuid and i.state in ('ready', 'failed', 'cancelled')
  and i.file_expires_at > now()
returning i.id

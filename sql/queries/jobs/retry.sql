update jobs j
set state = 'queued', is_cancel_requested = false, run_at = now(), attempt = 0, error_code = null, error_message = null,
    finished_at = null
where j.org_id = :org_id::uuid and j.id = :id::uuid and j.state in ('failed', 'cancelled')
returning j.id

update jobs j
set state = case j.state when 'queued' then 'cancelled' else j.state end, is_cancel_requested = true,
    finished_at = case j.state when 'queued' then now() end
where j.org_id = :org_id::uuid and j.id = :id::uuid and j.state in ('queued', 'running')
returning j.id

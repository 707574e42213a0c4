-- The end of an attempt. One that is to be cancelled is not queued again.
update jobs j
set state = case when :state::text = 'queued' and j.is_cancel_requested then 'cancelled' else :state::text end,
    lease_id = null, lease_until = null,
    attempt = j.attempt - case when :is_given_back::boolean then 1 else 0 end,
    run_at = case :state::text when 'queued' then now() + make_interval(secs => :pause_ms::integer / 1000.0)
                  else j.run_at end,
    progress = coalesce(:progress::jsonb, j.progress),
    result = :result::jsonb, error_code = :error_code::text, error_message = left(:error_message::text, 1000),
    finished_at = case when :state::text <> 'queued' or j.is_cancel_requested then now() end
where j.org_id = :org_id::uuid and j.id = :id::uuid and j.lease_id = :lease_id::uuid
returning j.state

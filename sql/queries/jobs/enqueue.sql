-- Nothing where one of the same kind and key is queued or running.
insert into jobs (org_id, id, kind, params, unique_key, priority, run_at, max_attempts, created_by)
values (:org_id::uuid, :id::uuid, :kind::text, coalesce(:params::jsonb, '{}'), :unique_key::text,
        :priority::integer, now() + make_interval(secs => :delay_s::integer), :max_attempts::integer, :actor::uuid)
on conflict (org_id, kind, unique_key) where unique_key is not null and state in ('queued', 'running') do nothing

update sessions s
set ended_at = now(), end_reason = :reason::text
where s.org_id = :org_id::uuid and s.user_id = :user_id::uuid and s.id = :id::uuid and s.ended_at is null
returning s.id

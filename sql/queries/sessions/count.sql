select count(*) as total
from sessions s
where s.org_id = :org_id::uuid and s.user_id = :user_id::uuid and s.ended_at is null and s.expires_at > now()

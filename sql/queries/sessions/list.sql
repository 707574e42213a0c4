select s.id, s.address, s.user_agent, s.created_at, s.last_used_at, s.expires_at,
       s.id is not distinct from :current_id::uuid as is_current
from sessions s
where s.org_id = :org_id::uuid and s.user_id = :user_id::uuid and s.ended_at is null and s.expires_at > now()
order by s.last_used_at desc, s.id desc
limit :page_size::bigint offset (:page::bigint - 1) * :page_size::bigint

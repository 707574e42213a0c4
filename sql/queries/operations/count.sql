select count(*) as total
from operations o
where o.org_id = :org_id::uuid and o.entity = any(:entities::text[]) and o.expires_at > now()

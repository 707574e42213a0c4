select count(*) as total
from operations o
where o.org_id = :org_id::uuid and (o.entity = any (:entities::text[]) or o.entity = any (:own_entities::text[]) and o.created_by = :actor_id::uuid) and o.expires_at > now()

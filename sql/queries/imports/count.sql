select count(*) as total
from imports i
where i.org_id = :org_id::uuid and i.state <> 'uploading' and (:entity::text is null or i.entity = :entity::text)
  and (i.resource = any (:resources::text[]) or i.resource = any (:own_resources::text[]) and i.created_by = :actor_id::uuid)

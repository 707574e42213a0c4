select count(*) as total
from jobs j
where j.org_id = :org_id::uuid and (j.resource = any (:resources::text[]) or j.resource = any (:own_resources::text[]) and j.created_by = :actor_id::uuid)
  and (:kind::text is null or j.kind = :kind::text)
  and (:state::text is null or j.state = :state::text)

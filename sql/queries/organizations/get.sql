select o.id, o.name, o.currency, o.time_zone, o.language, o.revision, o.created_at, o.updated_at
from organizations o
where o.id = :org_id::uuid

select r.*
from operation_rows r
where r._org_id = :org_id::uuid and (r.entity = any (:entities::text[]) or r.entity = any (:own_entities::text[]) and r.created_by = :actor_id::uuid)
order by r.created_at desc, r.id
limit :page_size::bigint offset (:page::bigint - 1) * :page_size::bigint

select r.*
from user_rows r
where r._org_id = :org_id::uuid
  and (:pattern::text is null or r.full_name ilike :pattern::text or r.email ilike :pattern::text
       or r.username ilike :pattern::text)
  and (:role::text is null or r.role = :role::text)
  and (:is_active::boolean is null or r.is_active = :is_active::boolean)
order by r.full_name, r.id
limit :page_size::bigint offset (:page::bigint - 1) * :page_size::bigint

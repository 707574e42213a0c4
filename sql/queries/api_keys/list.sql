select r.*
from api_key_rows r
where r._org_id = :org_id::uuid
order by r.created_at desc, r.id desc
limit :page_size::bigint offset (:page::bigint - 1) * :page_size::bigint

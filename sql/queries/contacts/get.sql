select r.*
from contact_rows r
where r._org_id = :org_id::uuid and r.id = :id::bigint

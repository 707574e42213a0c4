select count(*) as total
from api_key_rows r
where r._org_id = :org_id::uuid

select r.*
from import_rows r
where r._org_id = :org_id::uuid and r.id = :id::uuid and r.state <> 'uploading'

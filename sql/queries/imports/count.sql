select count(*) as total
from imports
where org_id = :org_id::uuid and state <> 'uploading'

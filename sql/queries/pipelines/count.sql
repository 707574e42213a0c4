select count(*) as n
from pipelines p
where p.org_id = :org_id::uuid

-- mode: write
select o.state = 'running' as is_open
from operations o
where o.org_id = :org_id::uuid and o.id = :id::uuid
for update of o

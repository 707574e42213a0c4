-- mode: write
-- In one order, so that two who merge the same clients do not block each other. What is added to these clients now, waits.
select c.id
from clients c
where c.org_id = :org_id::uuid and (c.id = :target_id::bigint or c.id = any (:ids::bigint[]))
order by c.id
for update

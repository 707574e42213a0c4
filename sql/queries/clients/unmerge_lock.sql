-- mode: write
-- As merge_lock.sql: of the clients of an operation those that are there.
select c.id
from clients c
where c.org_id = :org_id::uuid
  and c.id in (select m.row_id from client_merges m
               where m.org_id = :org_id::uuid and m.operation_id = :operation_id::uuid and m.entity = 'client')
order by c.id
for update

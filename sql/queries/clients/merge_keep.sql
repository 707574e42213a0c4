insert into client_merges (org_id, operation_id, entity, row_id, target_id, client_id, before)
select :org_id::uuid, :operation_id::uuid, 'client', c.id, :target_id::bigint, c.id, as_kept(c)
from clients c
where c.org_id = :org_id::uuid and (c.id = :target_id::bigint or c.id = any (:ids::bigint[]))

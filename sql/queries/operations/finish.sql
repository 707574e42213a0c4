-- One that changed nothing is none.
with kept as (
    select count(*) as n
    from before_images where org_id = :org_id::uuid and operation_id = :id::uuid),
void as (
    delete from operations o
    using kept
    where o.org_id = :org_id::uuid and o.id = :id::uuid and kept.n = 0)
update operations o
set state = 'done', n_rows = kept.n
from kept
where o.org_id = :org_id::uuid and o.id = :id::uuid and kept.n > 0
returning o.id, o.n_rows

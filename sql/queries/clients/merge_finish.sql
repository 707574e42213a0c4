-- The others go; the operation is as large as there were clients, since how much moved is for those alone who may see it.
with gone as (
    delete from clients c where c.org_id = :org_id::uuid and c.id = any (:ids::bigint[])),
kept as (
    update client_merges m set after = as_kept(c)
    from clients c
    where c.org_id = :org_id::uuid and c.id = :target_id::bigint
      and m.org_id = :org_id::uuid and m.operation_id = :operation_id::uuid and m.entity = 'client' and m.row_id = c.id)
update operations o
set state = 'done', n_rows = 1 + cardinality(:ids::bigint[]),
    note = (select c.name from clients c where c.org_id = :org_id::uuid and c.id = :target_id::bigint)
where o.org_id = :org_id::uuid and o.id = :operation_id::uuid

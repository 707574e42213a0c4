-- With each slice: what was done until then. The first one of a run begins the list of errors anew.
with operation as (
    update operations o
    set n_rows = o.n_rows + :changed::bigint
    where o.org_id = :org_id::uuid and o.id = :operation_id::uuid and :changed::bigint > 0)
update imports i
set counts = :counts::jsonb,
    errors = case when :is_first::boolean then '[]' else i.errors end || coalesce(:errors::jsonb, '[]')
where i.org_id = :org_id::uuid and i.id = :id::uuid

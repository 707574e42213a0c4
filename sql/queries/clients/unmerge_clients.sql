-- Those that were deleted are there again, to the last column; what remained becomes what it was, but counts its revisions on.
with m as materialized (
    select m.row_id, m.after is null as was_deleted, c.id is not null as is_there, coalesce(is_as_left(c, m.after), false) as is_as_left,
           was.*
    from client_merges m
    cross join lateral jsonb_populate_record(null::clients, m.before) was
    left join clients c on c.org_id = :org_id::uuid and c.id = m.row_id
    where m.org_id = :org_id::uuid and m.operation_id = :operation_id::uuid and m.entity = 'client'),
returned as (
    insert into clients (org_id, id, name, bin_iin, phone, email, address, source, tags, owner_id, revision, created_at, updated_at)
    select :org_id::uuid, m.row_id, m.name, m.bin_iin, m.phone, m.email, m.address, m.source, m.tags, m.owner_id, m.revision,
           m.created_at, m.updated_at
    from m
    where not m.is_there and (m.was_deleted or :restores_changed::boolean)
    order by m.row_id
    on conflict do nothing),
restored as (
    update clients c
    set name = m.name, bin_iin = m.bin_iin, phone = m.phone, email = m.email, address = m.address, source = m.source,
        tags = m.tags, owner_id = m.owner_id, revision = c.revision + 1, updated_at = now()
    from m
    where c.org_id = :org_id::uuid and c.id = m.row_id and not m.was_deleted and (m.is_as_left or :restores_changed::boolean))
select count(*) as n, count(*) filter (where m.was_deleted or m.is_as_left or :restores_changed::boolean) as n_restored
from m

-- Rows of an import as clients: those that are there are changed as a merge patch does, kept as they were before; the others
-- are made. Answers an outcome an item, in their order.
with fit as materialized (
    select f.n, f.item, f.id, f.owner_id, f.outcome
    from fit_clients(:org_id::uuid, :import_id::uuid, :actor_id::uuid, :items::jsonb) f),
target as materialized (
    select f.n, f.item, f.owner_id, c.id, c.revision, to_jsonb(c) - 'search_text' as before
    from fit f join clients c on c.org_id = :org_id::uuid and c.id = f.id
    where f.outcome in ('updated', 'unchanged')
    for update of c),
updated as (
    update clients c
    set name = coalesce(t.item ->> 'name', c.name),
        bin_iin = case when t.item ? 'bin_iin' then t.item ->> 'bin_iin' else c.bin_iin end,
        phone = case when t.item ? 'phone' then t.item ->> 'phone' else c.phone end,
        email = case when t.item ? 'email' then t.item ->> 'email' else c.email end,
        address = case when t.item ? 'address' then t.item ->> 'address' else c.address end,
        source = case when t.item ? 'source' then t.item ->> 'source' else c.source end,
        tags = case when t.item ? 'tags' then jsonb_texts(t.item -> 'tags') else c.tags end,
        owner_id = coalesce(t.owner_id, c.owner_id),
        revision = c.revision + 1,
        updated_at = now()
    from target t
    where c.org_id = :org_id::uuid and c.id = t.id
    returning c.id, c.revision, t.n),
created as (
    insert into clients (org_id, name, bin_iin, phone, email, address, source, tags, owner_id)
    select :org_id::uuid, f.item ->> 'name', f.item ->> 'bin_iin', f.item ->> 'phone', f.item ->> 'email', f.item ->> 'address',
           f.item ->> 'source', jsonb_texts(f.item -> 'tags'), f.owner_id
    from fit f
    where f.outcome = 'created'
    order by f.n
    returning id, revision),
kept as (
    insert into before_images (org_id, operation_id, row_id, before, revision)
    select :org_id::uuid, :operation_id::uuid, t.id, t.before, u.revision
    from target t join updated u on u.n = t.n
    where u.revision <> t.revision
    union all
    select :org_id::uuid, :operation_id::uuid, c.id, null, c.revision
    from created c
    on conflict (org_id, operation_id, row_id) do update set revision = excluded.revision)
select f.n, case when u.revision = t.revision then 'unchanged' when u.revision <> t.revision then 'updated' else f.outcome end as outcome
from fit f
left join target t on t.n = f.n
left join updated u on u.n = f.n
order by f.n

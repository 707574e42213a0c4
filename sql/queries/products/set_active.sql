-- On sale or off it, many at once; an outcome an id, in their order.
with item as materialized (
    select i.n::integer - 1 as n, i.id, row_number() over (partition by i.id order by i.n) > 1 as is_repeated
    from unnest(:ids::bigint[]) with ordinality i (id, n)),
target as materialized (
    select i.n, p.id, p.revision, p.is_active, to_jsonb(p) - '{search_text,search_words}'::text[] as before
    from item i join products p on p.org_id = :org_id::uuid and p.id = i.id
    where not i.is_repeated
    for update of p),
updated as (
    update products p
    set is_active = :is_active::boolean, revision = p.revision + 1, updated_at = now()
    from target t
    where p.org_id = :org_id::uuid and p.id = t.id and t.is_active <> :is_active::boolean
    returning p.id, p.revision, t.n),
kept as (
    insert into before_images (org_id, operation_id, row_id, before, revision)
    select :org_id::uuid, :operation_id::uuid, t.id, t.before, u.revision
    from target t join updated u on u.n = t.n)
select i.n, t.id, coalesce(u.revision, t.revision) as revision,
       case when i.is_repeated then 'repeated' when t.id is null then 'not_found' when u.id is not null then 'updated'
            else 'unchanged' end as outcome
from item i
left join target t on t.n = i.n
left join updated u on u.n = i.n
order by i.n

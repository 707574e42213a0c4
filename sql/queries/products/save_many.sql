-- Many products in one statement: each item of the array changes the product it names by `id` - or, where that is asked
-- for, by `sku` - as a merge patch does, or makes a new one. Answers an outcome an item, in their order. Under an
-- operation the rows are kept as they were before.
with item as materialized (
    select i.n::integer - 1 as n, i.item, i.item ->> 'sku' as sku,
           coalesce((i.item ->> 'id')::bigint,
                    case when :by_sku::boolean then (select p.id from products p
                                                     where p.org_id = :org_id::uuid and p.sku = i.item ->> 'sku') end) as id
    from jsonb_array_elements(:items::jsonb) with ordinality i (item, n)),
-- Of several that mean the same product the first is done.
fit as materialized (
    select n, item, sku, id,
           (id is not null and row_number() over (partition by id order by n) > 1)
           or (sku is not null and row_number() over (partition by sku order by n) > 1) as is_repeated
    from item),
target as materialized (
    select f.n, f.item, p.id, p.revision, to_jsonb(p) - '{search_text,search_words}'::text[] as before,
           coalesce((f.item ->> 'revision')::bigint <> p.revision, false) as is_stale,
           f.sku is not null and f.sku <> p.sku
           and exists (select from products o where o.org_id = :org_id::uuid and o.sku = f.sku and o.id <> p.id) as is_taken
    from fit f join products p on p.org_id = :org_id::uuid and p.id = f.id
    where not f.is_repeated
    for update of p),
updated as (
    update products p
    set sku = coalesce(t.item ->> 'sku', p.sku),
        name = coalesce(t.item ->> 'name', p.name),
        brand = case when t.item ? 'brand' then t.item ->> 'brand' else p.brand end,
        category = case when t.item ? 'category' then t.item ->> 'category' else p.category end,
        model = case when t.item ? 'model' then t.item ->> 'model' else p.model end,
        description = case when t.item ? 'description' then coalesce(t.item ->> 'description', '') else p.description end,
        price = coalesce((t.item ->> 'price')::numeric, p.price),
        cost = case when t.item ? 'cost' then (t.item ->> 'cost')::numeric else p.cost end,
        currency = coalesce(t.item ->> 'currency', p.currency),
        stock = coalesce((t.item ->> 'stock')::integer, p.stock),
        is_active = coalesce((t.item ->> 'is_active')::boolean, p.is_active),
        barcode = case when t.item ? 'barcode' then t.item ->> 'barcode' else p.barcode end,
        image_url = case when t.item ? 'image_url' then t.item ->> 'image_url' else p.image_url end,
        attributes = case when not t.item ? 'attributes' then p.attributes
                          when t.item -> 'attributes' = 'null' then '{}'
                          else jsonb_merge_patch(p.attributes, t.item -> 'attributes') end,
        revision = p.revision + 1,
        updated_at = now()
    from target t
    where p.org_id = :org_id::uuid and p.id = t.id and :may_update::boolean and not t.is_stale and not t.is_taken
    returning p.id, p.revision, t.n),
created as (
    insert into products (org_id, sku, name, brand, category, model, description, price, cost, currency, stock, is_active,
                          barcode, image_url, attributes)
    select :org_id::uuid, f.sku, f.item ->> 'name', f.item ->> 'brand', f.item ->> 'category', f.item ->> 'model',
           coalesce(f.item ->> 'description', ''), coalesce((f.item ->> 'price')::numeric, 0),
           (f.item ->> 'cost')::numeric,
           coalesce(f.item ->> 'currency', (select currency from organizations where id = :org_id::uuid)),
           coalesce((f.item ->> 'stock')::integer, 0), coalesce((f.item ->> 'is_active')::boolean, true),
           f.item ->> 'barcode', f.item ->> 'image_url',
           case when jsonb_typeof(f.item -> 'attributes') = 'object' then f.item -> 'attributes' else '{}' end
    from fit f
    where f.id is null and not f.is_repeated and f.sku is not null and f.item ->> 'name' is not null
      and :may_create::boolean
    order by f.n
    on conflict (org_id, sku) do nothing
    returning id, sku, revision),
kept as (
    insert into before_images (org_id, operation_id, row_id, before, revision)
    select :org_id::uuid, :operation_id::uuid, t.id, t.before, u.revision
    from target t join updated u on u.n = t.n
    where u.revision <> t.revision and :operation_id::uuid is not null
    union all
    select :org_id::uuid, :operation_id::uuid, c.id, null, c.revision
    from created c
    where :operation_id::uuid is not null
    on conflict (org_id, operation_id, row_id) do update set revision = excluded.revision)
select f.n, coalesce(t.id, c.id) as id, coalesce(u.revision, c.revision, t.revision) as revision,
       case when f.is_repeated then 'repeated'
            when u.revision <> t.revision then 'updated'
            when u.revision = t.revision then 'unchanged'
            when c.id is not null then 'created'
            when t.is_stale then 'revision_mismatch'
            when t.is_taken then 'sku_taken'
            when t.id is not null then 'may_not_update'
            when f.id is not null then 'not_found'
            when f.sku is null then 'sku_needed'
            when f.item ->> 'name' is null then 'name_needed'
            when not :may_create::boolean then 'may_not_create'
            else 'sku_taken' end as outcome
from fit f
left join target t on t.n = f.n
left join updated u on u.n = f.n
left join created c on c.sku = f.sku and f.id is null and not f.is_repeated
order by f.n

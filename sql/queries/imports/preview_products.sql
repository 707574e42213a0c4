-- What products/save_many would make of the items, found by their sku, in their order.
with item as materialized (
    select i.n::integer - 1 as n, i.item
    from jsonb_array_elements(:items::jsonb) with ordinality i (item, n))
select i.n,
       case when p.id is null and i.item ->> 'name' is null then 'name_needed'
            when p.id is null and not :may_create::boolean then 'may_not_create'
            when p.id is null then 'created'
            when not :may_update::boolean then 'may_not_update'
            when (i.item ->> 'name') is distinct from p.name collate "C" and i.item ->> 'name' is not null
              or i.item ? 'brand' and (i.item ->> 'brand') is distinct from p.brand collate "C"
              or i.item ? 'category' and (i.item ->> 'category') is distinct from p.category collate "C"
              or i.item ? 'model' and (i.item ->> 'model') is distinct from p.model collate "C"
              or i.item ? 'description' and coalesce(i.item ->> 'description', '') <> p.description
              or (i.item ->> 'price')::numeric <> p.price
              or i.item ? 'cost' and (i.item ->> 'cost')::numeric is distinct from p.cost
              or (i.item ->> 'currency') <> p.currency
              or (i.item ->> 'stock')::integer <> p.stock
              or (i.item ->> 'is_active')::boolean <> p.is_active
              or i.item ? 'barcode' and (i.item ->> 'barcode') is distinct from p.barcode
              or i.item ? 'image_url' and (i.item ->> 'image_url') is distinct from p.image_url
              or i.item ? 'attributes'
                 and p.attributes <> case when i.item -> 'attributes' = 'null' then '{}'
                                          else jsonb_merge_patch(p.attributes, i.item -> 'attributes') end
                then 'updated'
            else 'unchanged' end as outcome
from item i
left join products p on p.org_id = :org_id::uuid and p.sku = i.item ->> 'sku'
order by i.n

-- A merge patch of the product with this id, or with this sku: what is null in it stays, except the fields named in
-- `cleared`, which the client sent as null.
update products p
set sku = coalesce(:new_sku::text, p.sku),
    name = coalesce(:name::text, p.name),
    brand = case when 'brand' = any(:cleared::text[]) then null else coalesce(:brand::text, p.brand) end,
    category = case when 'category' = any(:cleared::text[]) then null else coalesce(:category::text, p.category) end,
    model = case when 'model' = any(:cleared::text[]) then null else coalesce(:model::text, p.model) end,
    description = coalesce(:description::text, p.description),
    price = coalesce(:price::numeric, p.price),
    cost = case when 'cost' = any(:cleared::text[]) then null else coalesce(:cost::numeric, p.cost) end,
    currency = coalesce(:currency::text, p.currency),
    stock = coalesce(:stock::bigint, p.stock),
    is_active = coalesce(:is_active::boolean, p.is_active),
    barcode = case when 'barcode' = any(:cleared::text[]) then null else coalesce(:barcode::text, p.barcode) end,
    image_url = case when 'image_url' = any(:cleared::text[]) then null else coalesce(:image_url::text, p.image_url) end,
    attributes = case when 'attributes' = any(:cleared::text[]) then '{}'
                      when :attributes::jsonb is null then p.attributes
                      else jsonb_merge_patch(p.attributes, :attributes::jsonb) end,
    revision = p.revision + 1,
    updated_at = now()
where p.org_id = :org_id::uuid and p.id = :id::bigint
  and (:revision::bigint is null or p.revision = :revision::bigint)
returning id, sku, name, brand, category, model, description, price, cost, currency, stock, is_active, barcode, image_url,
          attributes, revision, created_at, updated_at

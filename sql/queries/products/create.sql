insert into products (org_id, sku, name, brand, category, model, description, price, cost, currency, stock, is_active,
                      barcode, image_url, attributes)
values (:org_id::uuid, :sku::text, :name::text, :brand::text, :category::text, :model::text, coalesce(:description::text, ''),
        coalesce(:price::numeric, 0), :cost::numeric,
        coalesce(:currency::text, (select currency from organizations where id = :org_id::uuid)),
        coalesce(:stock::bigint, 0), coalesce(:is_active::boolean, true), :barcode::text, :image_url::text,
        coalesce(:attributes::jsonb, '{}'))
returning id, sku, name, brand, category, model, description, price, cost, currency, stock, is_active, barcode, image_url,
          attributes, revision, created_at, updated_at

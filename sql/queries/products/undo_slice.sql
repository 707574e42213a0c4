-- The next rows of an operation, by id, become what they were before. Those that somebody changed since only where that
-- is asked for; never those whose article number belongs to another product now, unless that one is deleted here.
with slice as materialized (
    select b.row_id, b.before, b.revision
    from before_images b
    where b.org_id = :org_id::uuid and b.operation_id = :operation_id::uuid and b.row_id > :after::bigint
    order by b.row_id
    limit :at_most::bigint),
present as materialized (
    select p.id, p.revision
    from slice s join products p on p.org_id = :org_id::uuid and p.id = s.row_id
    for update of p),
due as materialized (
    select s.row_id, p.id is not null as is_there, s.before is null as was_made,
           was.sku, was.name, was.brand, was.category, was.model, was.description, was.price, was.cost, was.currency,
           was.stock, was.is_active, was.barcode, was.image_url, was.attributes, was.revision, was.created_at
    from slice s
    left join present p on p.id = s.row_id
    cross join lateral jsonb_populate_record(null::products, s.before) was
    where (p.revision is not distinct from s.revision or :restores_changed::boolean)
      and not exists (select from products o
                      where o.org_id = :org_id::uuid and o.sku = was.sku and o.id <> s.row_id
                        and not exists (select from slice made join present on present.id = made.row_id
                                        where made.row_id = o.id and made.before is null
                                          and (present.revision = made.revision or :restores_changed::boolean)))),
removed as (
    delete from products p
    using due d
    where p.org_id = :org_id::uuid and p.id = d.row_id and d.was_made and d.is_there
    returning p.id),
restored as (
    update products p
    set sku = d.sku, name = d.name, brand = d.brand, category = d.category, model = d.model, description = d.description,
        price = d.price, cost = d.cost, currency = d.currency, stock = d.stock, is_active = d.is_active,
        barcode = d.barcode, image_url = d.image_url, attributes = d.attributes,
        revision = p.revision + 1, updated_at = now()
    from due d
    where p.org_id = :org_id::uuid and p.id = d.row_id and not d.was_made and d.is_there
    returning p.id),
returned as (
    insert into products (org_id, id, sku, name, brand, category, model, description, price, cost, currency, stock,
                          is_active, barcode, image_url, attributes, revision, created_at)
    select :org_id::uuid, d.row_id, d.sku, d.name, d.brand, d.category, d.model, d.description, d.price, d.cost, d.currency,
           d.stock, d.is_active, d.barcode, d.image_url, d.attributes, d.revision + 1, d.created_at
    from due d
    where not d.was_made and not d.is_there
    on conflict do nothing
    returning id),
forgotten as (
    delete from before_images b
    where b.org_id = :org_id::uuid and b.operation_id = :operation_id::uuid
      and b.row_id > :after::bigint and b.row_id <= (select max(row_id) from slice)
      and b.row_id = any (array(select d.row_id from due d)))
select (select count(*) from slice) as n, (select max(row_id) from slice) as last,
       (select count(*) from removed) + (select count(*) from restored) + (select count(*) from returned)
       + (select count(*) from due where was_made and not is_there) as n_restored

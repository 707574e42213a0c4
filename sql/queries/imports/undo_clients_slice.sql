-- The next rows of an import, by id, become what they were before. Those that somebody changed since, or that something hangs
-- on that the import has made, only where that is asked for.
with slice as materialized (
    select b.row_id, b.before, b.revision
    from before_images b
    where b.org_id = :org_id::uuid and b.operation_id = :operation_id::uuid and b.row_id > :after::bigint
    order by b.row_id
    limit :at_most::bigint),
present as materialized (
    select c.id, c.revision, s.before is null and client_has_company(c) as has_company
    from slice s join clients c on c.org_id = :org_id::uuid and c.id = s.row_id
    for update of c),
due as materialized (
    select s.row_id, p.id is not null as is_there, s.before is null as was_made, was.name, was.bin_iin, was.phone, was.email,
           was.address, was.source, was.tags, was.revision, was.created_at,
           (select u.id from users u where u.org_id = :org_id::uuid and u.id = was.owner_id) as owner_id
    from slice s
    left join present p on p.id = s.row_id
    cross join lateral jsonb_populate_record(null::clients, s.before) was
    where p.revision is not distinct from s.revision and not coalesce(p.has_company, false) or :restores_changed::boolean),
removed as (
    delete from clients c
    using due d
    where c.org_id = :org_id::uuid and c.id = d.row_id and d.was_made and d.is_there
    returning c.id),
restored as (
    update clients c
    set name = d.name, bin_iin = d.bin_iin, phone = d.phone, email = d.email, address = d.address, source = d.source,
        tags = d.tags, owner_id = d.owner_id, revision = c.revision + 1, updated_at = now()
    from due d
    where c.org_id = :org_id::uuid and c.id = d.row_id and not d.was_made and d.is_there
    returning c.id),
returned as (
    insert into clients (org_id, id, name, bin_iin, phone, email, address, source, tags, owner_id, revision, created_at)
    select :org_id::uuid, d.row_id, d.name, d.bin_iin, d.phone, d.email, d.address, d.source, d.tags, d.owner_id, d.revision + 1,
           d.created_at
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

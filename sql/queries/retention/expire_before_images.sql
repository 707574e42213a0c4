-- scope: system -- operations of all organisations whose time is over go alike
-- With them what imports of deals remember of the clients they made.
with gone as (
    delete from before_images b
    where b.ctid = any (array(
        select i.ctid
        from operations o join before_images i on i.org_id = o.org_id and i.operation_id = o.id
        where o.expires_at < now()
        limit :at_most::integer))
    returning b.row_id),
forgotten as (
    delete from import_clients c
    where c.ctid = any (array(
        select i.ctid
        from operations o join import_clients i on i.org_id = o.org_id and i.operation_id = o.id
        where o.expires_at < now()
        limit :at_most::integer))
    returning c.client_id)
select greatest((select count(*) from gone), (select count(*) from forgotten)) as gone

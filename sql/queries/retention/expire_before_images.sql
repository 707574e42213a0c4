-- scope: system -- operations of all organisations whose time is over go alike
with gone as (
    delete from before_images b
    where b.ctid = any (array(
        select i.ctid
        from operations o join before_images i on i.org_id = o.org_id and i.operation_id = o.id
        where o.expires_at < now()
        limit :at_most::integer))
    returning b.row_id)
select count(*) as gone
from gone

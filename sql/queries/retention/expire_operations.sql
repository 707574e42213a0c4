-- scope: system -- operations of all organisations whose time is over go alike
-- Those whose rows are gone already.
with gone as (
    delete from operations r
    where r.ctid = any (array(
        select o.ctid
        from operations o
        where o.expires_at < now()
          and not exists (select from before_images i where i.org_id = o.org_id and i.operation_id = o.id)
          and not exists (select from import_clients c where c.org_id = o.org_id and c.operation_id = o.id)
        order by o.expires_at
        limit :at_most::integer
        for update skip locked))
    returning r.id)
select count(*) as gone
from gone

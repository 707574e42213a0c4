-- scope: system -- old links of all organisations go alike
with gone as (
    delete from mail_links r
    where r.ctid = any (array(
        select o.ctid
        from mail_links o
        where o.expires_at < now() - interval '30 days'
        order by o.expires_at
        limit :at_most::integer
        for update skip locked))
    returning r.id)
select count(*) as gone
from gone

-- scope: system -- limits count a minute, for accounts that may not exist
with gone as (
    delete from login_failures r
    where r.ctid = any (array(
        select o.ctid
        from login_failures o
        where o.at < now() - interval '1 hour'
        order by o.at
        limit :at_most::integer
        for update skip locked))
    returning r.at)
select count(*) as gone
from gone

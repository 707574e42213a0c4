-- scope: system -- old history of all organisations goes alike
with gone as (
    delete from module_outages r
    where r.ctid = any (array(
        select o.ctid
        from module_outages o
        where o.ended_at < now() - interval '2 years'
        order by o.ended_at
        limit :at_most::integer
        for update skip locked))
    returning r.started_at)
select count(*) as gone
from gone

-- scope: system -- jobs of all organisations that have ended go alike
with gone as (
    delete from jobs r
    where r.ctid = any (array(
        select o.ctid
        from jobs o
        where o.finished_at < now() - interval '30 days'
        order by o.finished_at
        limit :at_most::integer
        for update skip locked))
    returning r.id)
select count(*) as gone
from gone

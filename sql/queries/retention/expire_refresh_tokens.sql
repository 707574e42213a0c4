-- scope: system -- expired tokens of all organisations are of no use alike
with gone as (
    delete from refresh_tokens r
    where r.ctid = any (array(
        select o.ctid
        from refresh_tokens o
        where o.expires_at < now()
        order by o.expires_at
        limit :at_most::integer
        for update skip locked))
    returning r.hash)
select count(*) as gone
from gone

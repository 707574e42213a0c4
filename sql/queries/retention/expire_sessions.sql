-- scope: system -- old sessions of all organisations go alike
-- One that was ended goes with those whose last refresh token would have expired with its own.
with gone as (
    delete from sessions r
    where r.ctid = any (array(
        select o.ctid
        from sessions o
        where o.expires_at < now() - interval '30 days'
        order by o.expires_at
        limit :at_most::integer
        for update skip locked))
    returning r.id)
select count(*) as gone
from gone

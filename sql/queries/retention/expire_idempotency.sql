-- scope: system -- kept answers of all organisations go after a day
with gone as (
    delete from idempotency_keys r
    where r.ctid = any (array(
        select o.ctid
        from idempotency_keys o
        where o.created_at < now() - interval '24 hours'
        order by o.created_at
        limit :at_most::integer
        for update skip locked))
    returning r.created_at)
select count(*) as gone
from gone

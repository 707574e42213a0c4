-- scope: system -- what no valid token can concern any more goes in all organisations
-- Processes read the rows of 20 minutes; no access token lives that long.
with gone as (
    delete from revocations r
    where r.ctid = any (array(
        select o.ctid
        from revocations o
        where o.at < now() - interval '20 minutes'
        order by o.at
        limit :at_most::integer
        for update skip locked))
    returning r.at)
select count(*) as gone
from gone

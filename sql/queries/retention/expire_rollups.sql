-- scope: system -- old history of all organisations goes alike
-- Hours older than 90 days, days older than 2 years.
with gone as (
    delete from module_check_rollups r
    where r.ctid = any (array(
        select o.ctid
        from module_check_rollups o
        where o.resolution = :resolution::text
          and o.at < now() - case :resolution::text when 'hour' then interval '90 days' else interval '2 years' end
        order by o.at
        limit :at_most::integer
        for update skip locked))
    returning r.at)
select count(*) as gone
from gone

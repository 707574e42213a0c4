-- scope: system -- old history of all organisations goes alike
-- Raw checks older than 7 days, or all where the module is gone: at most :of_each of each module.
with module as (
    select m.org_id, m.module_id, case when m.is_alive then now() - interval '7 days' else 'infinity' end as until
    from unnest(:org_ids::uuid[], :module_ids::uuid[], :are_alive::boolean[]) as m (org_id, module_id, is_alive)),
expired as (
    select o.place
    from module m
    cross join lateral (
        select c.ctid as place
        from module_checks c
        where c.org_id = m.org_id and c.module_id = m.module_id and c.checked_at < m.until
        order by c.checked_at
        limit :of_each::integer) o),
gone as (
    delete from module_checks c
    where c.ctid = any (array(select e.place from expired e))
    returning c.module_id)
select count(*) as gone
from gone

-- scope: system -- old history of all organisations goes alike
-- The next modules, behind the one given, that have a history, and whether they still exist. Each is found by one look
-- into the index, however long its history.
with recursive module (org_id, module_id, n) as (
    (select r.org_id, r.module_id, 1
     from module_check_rollups r
     where (r.org_id, r.module_id) > (:after_org_id::uuid, :after_module_id::uuid)
     order by r.org_id, r.module_id
     limit 1)
    union all
    select f.org_id, f.module_id, m.n + 1
    from module m
    cross join lateral (
        select r.org_id, r.module_id
        from module_check_rollups r
        where (r.org_id, r.module_id) > (m.org_id, m.module_id)
        order by r.org_id, r.module_id
        limit 1) f
    where m.n < :at_most::integer)
select m.org_id, m.module_id,
       exists (select from platform_modules p where p.org_id = m.org_id and p.id = m.module_id) as is_alive
from module m
order by m.org_id, m.module_id

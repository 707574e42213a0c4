-- scope: system -- what is left of deleted modules of all organisations goes
with rollups as (
    delete from module_check_rollups r
    where r.ctid = any (array(
        select o.ctid
        from module_check_rollups o
        where o.org_id = :org_id::uuid and o.module_id = :module_id::uuid
        limit :at_most::integer
        for update skip locked))
    returning r.at),
outages as (
    delete from module_outages r
    where r.ctid = any (array(
        select o.ctid
        from module_outages o
        where o.org_id = :org_id::uuid and o.module_id = :module_id::uuid
        limit :at_most::integer
        for update skip locked))
    returning r.started_at)
select (select count(*) from rollups) + (select count(*) from outages) as gone

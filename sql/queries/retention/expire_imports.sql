-- scope: system -- old imports of all organisations go alike
with old as (
    select i.org_id, i.id
    from imports i
    where i.created_at < now() - interval '30 days' and i.file_expires_at is null and i.state <> 'running'
    limit :at_most::integer
    for update skip locked),
gone as (
    delete from imports i
    using old
    where i.org_id = old.org_id and i.id = old.id
    returning i.id)
select count(*) as gone from gone

-- scope: system -- abandoned files of all organisations go after a day
-- Once their pieces are gone.
with old as (
    select i.org_id, i.id
    from imports i
    where i.file_expires_at < now() and i.state <> 'running'
      and not exists (select from import_pieces p where p.org_id = i.org_id and p.import_id = i.id)
    limit :at_most::integer
    for update skip locked),
gone as (
    update imports i
    set file_expires_at = null
    from old
    where i.org_id = old.org_id and i.id = old.id
    returning i.id)
select count(*) as gone from gone

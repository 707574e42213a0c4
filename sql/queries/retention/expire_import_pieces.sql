-- scope: system -- abandoned files of all organisations go after a day
with old as (
    select p.org_id, p.import_id, p.n
    from imports i
    join import_pieces p on p.org_id = i.org_id and p.import_id = i.id
    where i.file_expires_at < now() and i.state <> 'running'
    limit :at_most::integer),
gone as (
    delete from import_pieces p
    using old
    where p.org_id = old.org_id and p.import_id = old.import_id and p.n = old.n)
select count(*) as gone from old

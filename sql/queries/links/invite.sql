-- Three mails an hour are enough for anybody: the link of a further invitation is not mailed.
with invited as (
    select 'invite:' || encode(sha256(convert_to(lower(u.email), 'UTF8')), 'hex') as subject
    from users u
    where u.org_id = :org_id::uuid and u.id = :user_id::uuid),
mailed as (
    insert into login_failures (subject)
    select i.subject from invited i
    where (select count(*) from login_failures f where f.subject = i.subject and f.at > now() - interval '1 hour') < 3
    returning at),
link as (
    insert into mail_links (org_id, id, user_id, kind, hash, expires_at, due_at)
    values (:org_id::uuid, :id::uuid, :user_id::uuid, 'invite', decode(:token_hash::text, 'hex'),
            now() + interval '7 days', (select m.at from mailed m))
    returning *),
noted as (
    insert into events (org_id, actor, entity, entity_id, action, data)
    select l.org_id, :actor::uuid, 'user', l.user_id::text, 'invited', to_jsonb(r) - '_org_id'
    from link l join user_rows r on r._org_id = l.org_id and r.id = l.user_id)
select to_char(l.expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as expires_at,
       l.due_at is not null as is_due
from link l

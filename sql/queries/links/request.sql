-- scope: system -- who has forgotten a password names no organisation
-- An unknown e-mail costs the same: its request is counted too. Three mails an hour are enough for anybody, and who asks
-- for ever more e-mails from one address is not listened to.
with request as (
    select 'reset:' || encode(sha256(convert_to(lower(:email::text), 'UTF8')), 'hex') as subject,
           'reset:' || :address::text as asker),
allowed as (
    select r.subject, r.asker from request r
    where (select count(*) from login_failures f where f.subject = r.subject and f.at > now() - interval '1 hour') < 3
      and login_wait_s(r.asker, :address_limit::integer) is null),
noted as (
    insert into login_failures (subject) select s from allowed a, unnest(array[a.subject, a.asker]) s)
insert into mail_links (org_id, id, user_id, kind, hash, expires_at)
select u.org_id, :id::uuid, u.id, 'reset', decode(:token_hash::text, 'hex'), now() + interval '1 hour'
from allowed a, users u
where lower(u.email) = lower(:email::text) and u.is_active

-- scope: system -- who has forgotten a password names no organisation
-- An unknown address costs the same: its request is counted too. Three mails an hour are enough for anybody.
with request as (
    select 'reset:' || encode(sha256(convert_to(lower(:email::text), 'UTF8')), 'hex') as subject),
allowed as (
    select r.subject from request r
    where (select count(*) from login_failures f where f.subject = r.subject and f.at > now() - interval '1 hour') < 3),
noted as (
    insert into login_failures (subject) select a.subject from allowed a)
insert into mail_links (org_id, id, user_id, kind, hash, expires_at)
select u.org_id, :id::uuid, u.id, 'reset', decode(:token_hash::text, 'hex'), now() + interval '1 hour'
from allowed a, users u
where lower(u.email) = lower(:email::text) and u.is_active

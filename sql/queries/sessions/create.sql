-- Nobody needs so many at once: the ones that were used longest ago end, so that ending all of them stays little work.
with surplus as (
    update sessions s
    set ended_at = now(), end_reason = 'surplus'
    where s.org_id = :org_id::uuid and s.id = any (array(
        select o.id
        from sessions o
        where o.org_id = :org_id::uuid and o.user_id = :user_id::uuid and o.ended_at is null
        order by o.last_used_at desc, o.id desc
        offset :at_most::bigint - 1))),
session as (
    insert into sessions (org_id, id, user_id, address, user_agent, is_cookie, expires_at)
    values (:org_id::uuid, :id::uuid, :user_id::uuid, :address::text, :user_agent::text, :is_cookie::boolean,
            now() + interval '7 days')
    returning *),
token as (
    insert into refresh_tokens (org_id, hash, session_id, expires_at)
    select s.org_id, decode(:token_hash::text, 'hex'), s.id, s.expires_at from session s)
insert into events (org_id, actor, entity, entity_id, action, data)
select s.org_id, s.user_id, 'session', s.id::text, 'created',
       jsonb_build_object('user_id', s.user_id, 'address', s.address, 'user_agent', s.user_agent)
from session s

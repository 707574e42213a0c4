with session as (
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

with used as (
    update refresh_tokens t
    set used_at = now(), used_address = :address::text, used_agent = :user_agent::text
    where t.org_id = :org_id::uuid and t.hash = decode(:token_hash::text, 'hex')
    returning t.org_id, t.session_id),
successor as (
    insert into refresh_tokens (org_id, hash, session_id, expires_at)
    select u.org_id, decode(:successor_hash::text, 'hex'), u.session_id, now() + interval '7 days' from used u)
update sessions s
set last_used_at = now(), expires_at = now() + interval '7 days', address = :address::text, user_agent = :user_agent::text
from used u
where s.org_id = u.org_id and s.id = u.session_id

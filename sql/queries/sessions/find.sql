-- scope: system -- a refresh token is all that its bearer shows
select t.org_id, t.session_id, s.user_id, u.role, u.token_epoch, t.used_at is not null as is_used,
       s.ended_at is null and t.expires_at > now() and u.is_active as is_open,
       coalesce(t.used_at > now() - interval '10 s', false) and t.used_address is not distinct from :address::text
           and t.used_agent is not distinct from :user_agent::text as is_repeated
from refresh_tokens t
join sessions s on s.org_id = t.org_id and s.id = t.session_id
join users u on u.org_id = s.org_id and u.id = s.user_id
where t.hash = decode(:token_hash::text, 'hex')

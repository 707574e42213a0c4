-- scope: system -- the token of a link is all that its bearer shows
select u.email
from mail_links l join users u on u.org_id = l.org_id and u.id = l.user_id
where l.hash = decode(:token_hash::text, 'hex') and l.kind = :kind::text and l.used_at is null and l.expires_at > now()
  and u.is_active

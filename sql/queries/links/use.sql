-- scope: system -- the token of a link is all that its bearer shows
update mail_links l
set used_at = now(), due_at = null
where l.hash = decode(:token_hash::text, 'hex') and l.kind = :kind::text and l.used_at is null and l.expires_at > now()
returning l.org_id, l.user_id

-- scope: system -- a refresh token is all that its bearer shows
-- Of two uses of one token the second sees what the first has made of it.
select s.id
from sessions s
where (s.org_id, s.id) = (select t.org_id, t.session_id from refresh_tokens t
                          where t.hash = decode(:token_hash::text, 'hex'))
for no key update

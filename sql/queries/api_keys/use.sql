-- scope: system -- the key alone tells whose it is
-- mode: write
-- Whose the key is. That it was used is noted to the minute, so that a busy one writes seldom.
with used as (
    update api_keys k
    set last_used_at = now()
    where k.hash = decode(:hash::text, 'hex') and k.revoked_at is null
      and (k.last_used_at is null or k.last_used_at < now() - interval '1 minute'))
select k.org_id, k.id, k.role
from api_keys k
where k.hash = decode(:hash::text, 'hex') and k.revoked_at is null

-- What the mail has to say, unless it has become pointless: the link is used or out of time, the user is blocked.
select l.kind, u.email, u.full_name, u.language, o.name as organization,
       to_char(l.expires_at at time zone o.time_zone,
               case u.language when 'en' then 'YYYY-MM-DD HH24:MI' else 'DD.MM.YYYY HH24:MI' end)
       || ' (' || o.time_zone || ')' as good_until
from mail_links l
join users u on u.org_id = l.org_id and u.id = l.user_id
join organizations o on o.id = l.org_id
where l.org_id = :org_id::uuid and l.id = :id::uuid and l.used_at is null and l.expires_at > now() and u.is_active

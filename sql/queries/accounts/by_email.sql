-- scope: system -- an e-mail is unique over all organisations
select u.org_id, u.id, u.full_name, u.role, u.is_active, o.name as organization
from users u join organizations o on o.id = u.org_id
where lower(u.email) = lower(:email::text)

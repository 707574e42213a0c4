-- Everybody who has worked or works here, by name.
select u.id, u.full_name, u.role, u.is_active
from users u
where u.org_id = :org_id::uuid
order by u.full_name, u.id
limit 1000

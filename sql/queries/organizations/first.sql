-- scope: system -- without sign-in everybody acts as the first admin, who has to be found before any request
select o.id as org_id,
       (select u.id from users u
        where u.org_id = o.id and u.role = 'admin' and u.is_active
        order by u.created_at, u.id limit 1) as admin_id
from organizations o
order by o.created_at, o.id
limit 1

-- Somebody of the organisation who has no password yet can be invited anew, also with another role. None: the e-mail is
-- somebody else's.
insert into users (org_id, id, email, username, full_name, role, language)
select o.id, :id::uuid, :email::text, free_username(:email::text),
       coalesce(:full_name::text, split_part(:email::text, '@', 1)), :role::text, coalesce(:language::text, o.language)
from organizations o
where o.id = :org_id::uuid
on conflict (lower(email)) do update
set full_name = coalesce(:full_name::text, users.full_name),
    role = excluded.role,
    language = coalesce(:language::text, users.language),
    is_active = true,
    revision = users.revision + 1,
    updated_at = now()
where users.org_id = excluded.org_id and users.password_hash is null
  and (users.role <> 'admin' or excluded.role = 'admin' or not users.is_active
       or has_other_admin(users.org_id, users.id))
returning id

-- Without a user name the part of the e-mail before @ becomes it; without a language it is the organisation's.
insert into users (org_id, id, email, username, full_name, role, language, password_hash)
select :org_id::uuid, :id::uuid, :email::text, coalesce(:username::text, free_username(:email::text)), :full_name::text,
       :role::text, coalesce(:language::text, o.language), :password_hash::text
from organizations o
where o.id = :org_id::uuid

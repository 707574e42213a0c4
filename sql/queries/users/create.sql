-- Without a user name the part of the e-mail before @ becomes it; without a password the user is invited.
insert into users (org_id, id, email, username, full_name, role, language, password_hash)
values (:org_id::uuid, :id::uuid, :email::text, coalesce(:username::text, free_username(:email::text)),
        :full_name::text, :role::text, coalesce(:language::text, 'ru'), :password_hash::text)

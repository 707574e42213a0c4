insert into users (org_id, id, email, username, full_name, role)
values (:org_id::uuid, :id::uuid, :email::text, free_username(:email::text), :full_name::text, :role::text)

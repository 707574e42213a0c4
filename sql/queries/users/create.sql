insert into users (org_id, id, email, full_name, role)
values (:org_id::uuid, :id::uuid, :email::text, :full_name::text, :role::text)

update users u
set role = 'admin', is_active = true, password_hash = :password_hash::text, revision = u.revision + 1, updated_at = now()
where u.org_id = :org_id::uuid and u.id = :id::uuid

-- By a link, so there is no old one. Who is blocked stays so.
update users u
set password_hash = :password_hash::text,
    full_name = coalesce(:full_name::text, u.full_name),
    language = coalesce(:language::text, u.language),
    revision = u.revision + 1,
    updated_at = now()
where u.org_id = :org_id::uuid and u.id = :id::uuid and u.is_active
returning u.id

-- None where the revision, or the password that the old one was compared with, is another one by now.
update users u
set full_name = coalesce(:full_name::text, u.full_name),
    language = coalesce(:language::text, u.language),
    password_hash = coalesce(:new_hash::text, u.password_hash),
    revision = u.revision + 1,
    updated_at = now()
where u.org_id = :org_id::uuid and u.id = :id::uuid
  and (:revision::bigint is null or u.revision = :revision::bigint)
  and (:new_hash::text is null or u.password_hash is not distinct from :password_hash::text)
returning u.id

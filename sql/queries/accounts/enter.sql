-- None where the user was blocked or got another password since the given one was found right.
update users u
set last_login_at = now(), password_hash = coalesce(:new_hash::text, u.password_hash)
where u.org_id = :org_id::uuid and u.id = :id::uuid and u.is_active and u.password_hash = :password_hash::text
returning u.role, u.token_epoch

-- A merge patch: what is null in it stays. None: absent, of another revision, or the last admin. A link that was mailed
-- before a new password, a block or another address is void.
with changed as (
    update users u
    set email = coalesce(:email::text, u.email),
        username = coalesce(:username::text, u.username),
        full_name = coalesce(:full_name::text, u.full_name),
        role = coalesce(:role::text, u.role),
        language = coalesce(:language::text, u.language),
        is_active = coalesce(:is_active::boolean, u.is_active),
        password_hash = coalesce(:password_hash::text, u.password_hash),
        revision = u.revision + 1,
        updated_at = now()
    where u.org_id = :org_id::uuid and u.id = :id::uuid
      and (:revision::bigint is null or u.revision = :revision::bigint)
      and (u.role <> 'admin' or not u.is_active
           or (coalesce(:role::text, u.role) = 'admin' and coalesce(:is_active::boolean, true))
           or has_other_admin(u.org_id, u.id))
    returning u.org_id, u.id, u.is_active),
voided as (
    update mail_links l
    set used_at = now(), due_at = null
    from changed c
    where l.org_id = c.org_id and l.user_id = c.id and l.used_at is null
      and (:password_hash::text is not null or not c.is_active
           or :email::text <> (select u.email from users u where u.org_id = :org_id::uuid and u.id = :id::uuid)))
select id from changed

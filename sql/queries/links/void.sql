update mail_links l
set used_at = now(), due_at = null
where l.org_id = :org_id::uuid and l.user_id = :user_id::uuid and l.used_at is null

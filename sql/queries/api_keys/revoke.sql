update api_keys k
set revoked_at = now()
where k.org_id = :org_id::uuid and k.id = :id::uuid and k.revoked_at is null
returning k.id

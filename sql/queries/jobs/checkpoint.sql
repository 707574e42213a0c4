update jobs j
set checkpoint = :checkpoint::jsonb, attempt = 1
where j.org_id = :org_id::uuid and j.id = :id::uuid and j.lease_id = :lease_id::uuid
returning j.id

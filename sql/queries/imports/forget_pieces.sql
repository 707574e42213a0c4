with gone as (
    delete from import_pieces p
    where p.org_id = :org_id::uuid and p.import_id = :id::uuid)
update imports i
set file_expires_at = null
where i.org_id = :org_id::uuid and i.id = :id::uuid

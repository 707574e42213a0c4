update imports
set state = 'ready'
where org_id = :org_id::uuid and id = :id::uuid and state = 'uploading'

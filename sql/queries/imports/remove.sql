delete from imports i
where i.org_id = :org_id::uuid and i.id = :id::uuid and i.state <> 'running'
returning i.id

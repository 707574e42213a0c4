update operations o
set state = 'undone', undone_at = now()
where o.org_id = :org_id::uuid and o.id = :id::uuid and o.state = 'undoing'

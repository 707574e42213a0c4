delete from client_merges m
where m.org_id = :org_id::uuid and m.operation_id = :operation_id::uuid

update operations o
set n_rows = o.n_rows + :n::bigint
where o.org_id = :org_id::uuid and o.id = :id::uuid

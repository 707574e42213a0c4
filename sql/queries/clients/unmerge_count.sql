select count(*) as n, count(*) filter (where m.entity = 'deal') as n_deals
from client_merges m
where m.org_id = :org_id::uuid and m.operation_id = :operation_id::uuid

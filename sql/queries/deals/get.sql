select r.*
from deal_rows r
where r._org_id = :org_id::uuid and r.id = :id::bigint
  and (:own_id::uuid is null or r.owner_id = :own_id::uuid)

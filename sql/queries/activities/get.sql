select r.*
from activity_rows r
where r._org_id = :org_id::uuid and r.id = :id::bigint
  and (:own_id::uuid is null or :own_id::uuid in (r.author_id, r._deal_owner_id))

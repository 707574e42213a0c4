-- mode: write
select d.id
from deals d
where d.org_id = :org_id::uuid and d.id = :id::bigint
  and (:own_id::uuid is null or d.owner_id = :own_id::uuid)
for no key update

delete from clients c
where c.org_id = :org_id::uuid and c.id = :id::bigint
  and (:revision::bigint is null or c.revision = :revision::bigint)
returning c.id

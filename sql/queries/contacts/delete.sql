delete from contacts p
where p.org_id = :org_id::uuid and p.id = :id::bigint
  and (:revision::bigint is null or p.revision = :revision::bigint)
returning p.id

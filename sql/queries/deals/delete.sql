delete from deals d
where d.org_id = :org_id::uuid and d.id = :id::bigint
  and (:own_id::uuid is null or d.owner_id = :own_id::uuid)
  and (:revision::bigint is null or d.revision = :revision::bigint)
returning d.id

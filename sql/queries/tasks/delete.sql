delete from tasks t
where t.org_id = :org_id::uuid and t.id = :id::bigint
  and (:revision::bigint is null or t.revision = :revision::bigint)
  and is_own_task(t, :own_id::uuid)
returning t.id

-- Its history follows with the retention.
delete from platform_modules m
where m.org_id = :org_id::uuid and m.id = :id::uuid and m.status = 'archived'
  and (:revision::bigint is null or m.revision = :revision::bigint)
returning m.id

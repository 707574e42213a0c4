delete from activities a
where a.org_id = :org_id::uuid and a.id = :id::bigint
  and (:revision::bigint is null or a.revision = :revision::bigint)
  and a.type not in ('stage_change', 'system')
  and (:own_id::uuid is null or a.author_id = :own_id::uuid
       or exists (select from deals d where d.org_id = a.org_id and d.id = a.deal_id and d.owner_id = :own_id::uuid))
returning a.id

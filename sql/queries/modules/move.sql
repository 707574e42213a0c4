-- One row is written: the module's own. The unique rank tells when two came to the same place at once. Into the active
-- column only through the gate.
update platform_modules m
set status = coalesce(:status::text, m.status),
    rank = module_rank(m.org_id, m.id, coalesce(:status::text, m.status), :before_id::uuid, :after_id::uuid,
                       :place::integer),
    revision = m.revision + 1,
    updated_at = now()
where m.org_id = :org_id::uuid and m.id = :id::uuid
  and (:revision::bigint is null or m.revision = :revision::bigint)
  and (not :gate::boolean or coalesce(:status::text, m.status) <> 'active' or m.status = 'active'
       or module_is_fit(m))
returning scale(m.rank) as rank_digits

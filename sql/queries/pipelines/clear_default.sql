-- None is the default, so that another one may become it.
update pipelines p
set is_default = false,
    revision = p.revision + 1,
    updated_at = now()
where p.org_id = :org_id::uuid and p.is_default and p.id is distinct from :id::bigint

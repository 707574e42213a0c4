-- A merge patch: what is null in it stays.
update pipelines p
set name = coalesce(:name::text, p.name),
    is_default = coalesce(:is_default::boolean, p.is_default),
    place = least(coalesce(:place::integer, p.place), (select count(*) - 1 from pipelines o where o.org_id = p.org_id)),
    revision = p.revision + 1,
    updated_at = now()
where p.org_id = :org_id::uuid and p.id = :id::bigint

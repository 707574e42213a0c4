-- A merge patch: what is null in it stays.
update organizations o
set name = coalesce(:name::text, o.name),
    currency = coalesce(:currency::text, o.currency),
    time_zone = coalesce(:time_zone::text, o.time_zone),
    language = coalesce(:language::text, o.language),
    revision = o.revision + 1,
    updated_at = now()
where o.id = :org_id::uuid and (:revision::bigint is null or o.revision = :revision::bigint)
returning o.id

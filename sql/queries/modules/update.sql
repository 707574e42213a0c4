-- A merge patch: what is null in it stays, except where `clear_…` says that the client sent null. A change of what is
-- checked makes a check due. Into the active column only through the gate.
with changed as (
    update platform_modules m
    set name = coalesce(:name::text, m.name),
        platform = coalesce(:platform::text, m.platform),
        status = coalesce(:status::text, m.status),
        description = coalesce(:description::text, m.description),
        version = coalesce(:version::text, m.version),
        api_url = coalesce(:api_url::text, m.api_url),
        health_endpoint = coalesce(:health_endpoint::text, m.health_endpoint),
        features = coalesce(:features::text[], m.features),
        config = case when :config::jsonb is null then m.config
                      when :config::jsonb = 'null' then '{}'
                      else jsonb_merge_patch(m.config, :config::jsonb #- '{health,headers}') end,
        check_headers = case when :config::jsonb is null then m.check_headers
                             else check_headers_patch(m.check_headers, :config::jsonb) end,
        rank = case when coalesce(:status::text, m.status) = m.status and :place::integer is null then m.rank
                    else module_rank(m.org_id, m.id, coalesce(:status::text, m.status), null, null, :place::integer) end,
        revision = m.revision + 1,
        updated_at = now()
    where m.org_id = :org_id::uuid and m.id = :id::uuid
      and (:revision::bigint is null or m.revision = :revision::bigint)
      and (not :gate::boolean or coalesce(:status::text, m.status) <> 'active' or m.status = 'active'
           or module_is_fit(m))
    returning m.org_id, m.id, scale(m.rank) as rank_digits),
due as (
    update module_health h
    set next_check_at = now()
    from changed c
    where h.org_id = c.org_id and h.module_id = c.id
      and coalesce(:api_url::text, :health_endpoint::text, :config::jsonb::text) is not null)
select rank_digits from changed

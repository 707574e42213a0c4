-- The headers of checks are taken out of config: they are write-only.
with created as (
    insert into platform_modules (org_id, id, name, platform, status, description, version, api_url, health_endpoint,
                                  features, config, check_headers, rank)
    values (:org_id::uuid, :id::uuid, :name::text, :platform::text, :status::text, :description::text, :version::text,
            :api_url::text, :health_endpoint::text, :features::text[], :config::jsonb #- '{health,headers}',
            coalesce(:config::jsonb #> '{health,headers}', '{}'),
            module_rank(:org_id::uuid, :id::uuid, :status::text, null, null, :place::integer))
    returning org_id, id)
insert into module_health (org_id, module_id)
select org_id, id from created

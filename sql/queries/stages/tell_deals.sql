-- One event for the many deals that are about to change with their stage: `deals.changed`. Their owners are told, too.
insert into events (org_id, actor, entity, entity_id, action, data, owners_after)
values (:org_id::uuid, nullif(current_setting('sauda.actor', true), '')::uuid, 'deals', :id::text, 'changed',
        jsonb_build_object('stage_id', :id::text::bigint, 'count', :n::bigint),
        array(select distinct t.owner_id from stage_totals t
              where t.org_id = :org_id::uuid and t.stage_id = :id::text::bigint and t.n_deals > 0
                and t.owner_id <> '00000000-0000-0000-0000-000000000000'))

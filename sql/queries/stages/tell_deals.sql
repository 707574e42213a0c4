-- One event for the many deals that changed with their stage: `deals.changed`.
insert into events (org_id, actor, entity, entity_id, action, data)
values (:org_id::uuid, nullif(current_setting('sauda.actor', true), '')::uuid, 'deals', :id::text, 'changed',
        jsonb_build_object('stage_id', :id::text::bigint, 'count', :n::bigint))

-- Who has taken rows along. Nothing has changed, so it is for the log of the organisation alone.
insert into events (org_id, actor, entity, entity_id, action, data)
values (:org_id::uuid, nullif(current_setting('sauda.actor', true), '')::uuid, :entity::text, :id::text, 'exported',
        jsonb_build_object('format', :format::text, 'count', :n_rows::bigint, 'is_complete', :is_complete::boolean,
                           'filter', :filter::jsonb))

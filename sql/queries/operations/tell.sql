-- One event for many rows: `products.changed`. What it is about is an operation. Rows that have owners are told of to these.
insert into events (org_id, actor, entity, entity_id, action, data, owners_after)
values (:org_id::uuid, nullif(current_setting('sauda.actor', true), '')::uuid, :entity::text, :operation_id::text, 'changed',
        jsonb_build_object('operation_id', :operation_id::text, 'count', :n::bigint), :owners::uuid[])

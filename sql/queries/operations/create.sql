insert into operations (org_id, id, entity, kind, note, created_by)
values (:org_id::uuid, :id::uuid, :entity::text, :kind::text, :note::text, :created_by::uuid)

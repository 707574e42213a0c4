insert into operations (org_id, id, entity, kind, note, job_id, created_by)
values (:org_id::uuid, :id::uuid, :entity::text, :kind::text, :note::text, :job_id::uuid, :created_by::uuid)

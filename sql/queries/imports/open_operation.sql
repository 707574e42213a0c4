-- Made by the first slice. One whose job was cancelled goes on with the next one; one that was taken back does not.
insert into operations as o (org_id, id, entity, kind, note, job_id, created_by)
values (:org_id::uuid, :id::uuid, :entity::text, 'import', :note::text,
        (select i.job_id from imports i where i.org_id = :org_id::uuid and i.operation_id = :id::uuid),
        :created_by::uuid)
on conflict (org_id, id) do update
set state = case o.state when 'done' then 'running' else o.state end, job_id = excluded.job_id
returning o.state

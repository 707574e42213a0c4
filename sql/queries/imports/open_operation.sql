-- Made by the first slice; one that was closed because its job was cancelled is opened again, one that was taken back is not.
insert into operations as o (org_id, id, entity, kind, note, created_by)
values (:org_id::uuid, :id::uuid, 'product', 'import', :note::text, :created_by::uuid)
on conflict (org_id, id) do update set state = case o.state when 'done' then 'running' else o.state end
returning o.state

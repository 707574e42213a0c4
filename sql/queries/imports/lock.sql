-- Who starts it, changes it or begins a dry run waits for the others.
select i.entity, i.state, i.mapping, i.create_new, i.create_clients, i.revision, coalesce(i.file_expires_at > now(), false) as has_file,
       i.job_id
from imports i
where i.org_id = :org_id::uuid and i.id = :id::uuid and i.state <> 'uploading'
for update of i

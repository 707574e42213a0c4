-- No row: there is no such client.
with made as (
    insert into contacts (org_id, client_id, full_name, position, phone, email)
    select :org_id::uuid, :client_id::bigint, :full_name::text, :position::text, :phone::text, :email::text
    where :client_id::bigint is null
       or exists (select from clients c where c.org_id = :org_id::uuid and c.id = :client_id::bigint)
    returning *)
select m.id, m.client_id, c.name as client_name, m.full_name, m.position, m.phone, m.email, m.revision, m.created_at,
       m.updated_at
from made m
left join clients c on c.org_id = m.org_id and c.id = m.client_id

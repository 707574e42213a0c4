-- No row: there is no such active user.
with made as (
    insert into clients (org_id, name, bin_iin, phone, email, address, source, tags, owner_id)
    select :org_id::uuid, :name::text, :bin_iin::text, :phone::text, :email::text, :address::text, :source::text,
           coalesce(:tags::text[], '{}'), :owner_id::uuid
    where :owner_id::uuid is null
       or exists (select from users u where u.org_id = :org_id::uuid and u.id = :owner_id::uuid and u.is_active)
    returning *)
select m.id, m.name, m.bin_iin, m.phone, m.email, m.address, m.source, m.tags, m.owner_id, u.full_name as owner_name,
       m.revision, m.created_at, m.updated_at
from made m
left join users u on u.org_id = m.org_id and u.id = m.owner_id

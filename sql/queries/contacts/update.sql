-- A merge patch: what is null in it stays, except the fields named in `cleared`, which the client sent as null.
with changed as (
    update contacts p
    set client_id = case when 'client_id' = any(:cleared::text[]) then null else coalesce(:client_id::bigint, p.client_id) end,
        full_name = coalesce(:full_name::text, p.full_name),
        position = case when 'position' = any(:cleared::text[]) then null else coalesce(:position::text, p.position) end,
        phone = case when 'phone' = any(:cleared::text[]) then null else coalesce(:phone::text, p.phone) end,
        email = case when 'email' = any(:cleared::text[]) then null else coalesce(:email::text, p.email) end,
        revision = p.revision + 1,
        updated_at = now()
    where p.org_id = :org_id::uuid and p.id = :id::bigint
      and (:revision::bigint is null or p.revision = :revision::bigint)
      and (:client_id::bigint is null
           or exists (select from clients c where c.org_id = :org_id::uuid and c.id = :client_id::bigint))
    returning *)
select n.id, n.client_id, c.name as client_name, n.full_name, n.position, n.phone, n.email, n.revision, n.created_at,
       n.updated_at
from changed n
left join clients c on c.org_id = n.org_id and c.id = n.client_id

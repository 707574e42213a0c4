-- A merge patch: what is null in it stays, except the fields named in `cleared`, which the client sent as null. A new owner
-- is an active user.
with changed as (
    update clients c
    set name = coalesce(:name::text, c.name),
        bin_iin = case when 'bin_iin' = any(:cleared::text[]) then null else coalesce(:bin_iin::text, c.bin_iin) end,
        phone = case when 'phone' = any(:cleared::text[]) then null else coalesce(:phone::text, c.phone) end,
        email = case when 'email' = any(:cleared::text[]) then null else coalesce(:email::text, c.email) end,
        address = case when 'address' = any(:cleared::text[]) then null else coalesce(:address::text, c.address) end,
        source = case when 'source' = any(:cleared::text[]) then null else coalesce(:source::text, c.source) end,
        tags = coalesce(:tags::text[], c.tags),
        owner_id = case when 'owner_id' = any(:cleared::text[]) then null else coalesce(:owner_id::uuid, c.owner_id) end,
        revision = c.revision + 1,
        updated_at = now()
    where c.org_id = :org_id::uuid and c.id = :id::bigint
      and (:revision::bigint is null or c.revision = :revision::bigint)
      and (:owner_id::uuid is null or :owner_id::uuid = c.owner_id
           or exists (select from users u where u.org_id = :org_id::uuid and u.id = :owner_id::uuid and u.is_active))
    returning *)
select n.id, n.name, n.bin_iin, n.phone, n.email, n.address, n.source, n.tags, n.owner_id, u.full_name as owner_name,
       n.revision, n.created_at, n.updated_at
from changed n
left join users u on u.org_id = n.org_id and u.id = n.owner_id

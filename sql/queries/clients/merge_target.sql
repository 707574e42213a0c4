-- What is said in so many words, else what is there, else what the others have, in the order of `ids`. As many tags as fit. No row:
-- a new owner is no active user.
with other as (
    select c.*, i.n
    from unnest(:ids::bigint[]) with ordinality i (id, n)
    join clients c on c.org_id = :org_id::uuid and c.id = i.id),
spare as (
    select (array_agg(o.bin_iin order by o.n) filter (where o.bin_iin is not null))[1] as bin_iin,
           (array_agg(o.phone order by o.n) filter (where o.phone is not null))[1] as phone,
           (array_agg(o.email order by o.n) filter (where o.email is not null))[1] as email,
           (array_agg(o.address order by o.n) filter (where o.address is not null))[1] as address,
           (array_agg(o.source order by o.n) filter (where o.source is not null))[1] as source,
           (array_agg(u.id order by o.n) filter (where u.is_active))[1] as owner_id
    from other o left join users u on u.org_id = o.org_id and u.id = o.owner_id),
tagged as (
    select g.tag, min(array[g.client, g.n]) as place
    from (select 0::bigint as client, t.n, t.tag
          from clients c cross join unnest(c.tags) with ordinality t (tag, n)
          where c.org_id = :org_id::uuid and c.id = :target_id::bigint
          union all
          select o.n, t.n, t.tag from other o cross join unnest(o.tags) with ordinality t (tag, n)) g
    group by g.tag
    order by place
    limit 50)
update clients c
set name = coalesce(:name::text, c.name),
    bin_iin = case when 'bin_iin' = any (:cleared::text[]) then null else coalesce(:bin_iin::text, c.bin_iin, s.bin_iin) end,
    phone = case when 'phone' = any (:cleared::text[]) then null else coalesce(:phone::text, c.phone, s.phone) end,
    email = case when 'email' = any (:cleared::text[]) then null else coalesce(:email::text, c.email, s.email) end,
    address = case when 'address' = any (:cleared::text[]) then null else coalesce(:address::text, c.address, s.address) end,
    source = case when 'source' = any (:cleared::text[]) then null else coalesce(:source::text, c.source, s.source) end,
    tags = coalesce(:tags::text[], array(select tag from tagged order by place)),
    owner_id = case when 'owner_id' = any (:cleared::text[]) then null else coalesce(:owner_id::uuid, c.owner_id, s.owner_id) end,
    revision = c.revision + 1,
    updated_at = now()
from spare s
where c.org_id = :org_id::uuid and c.id = :target_id::bigint
  and (:owner_id::uuid is null or :owner_id::uuid = c.owner_id
       or exists (select from users u where u.org_id = :org_id::uuid and u.id = :owner_id::uuid and u.is_active))
returning c.id

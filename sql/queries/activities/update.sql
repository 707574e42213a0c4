-- A merge patch: what is null in it stays, except the fields named in `cleared`, which the client sent as null. No row:
-- activities/explain says why. What it refers to already may stay, whoever may see it; it must not be left with nothing. A
-- time that comes back as it was told, in milliseconds, is the same one.
with changed as (
    update activities a
    set type = coalesce(:type::text, a.type),
        text = coalesce(:text::text, a.text),
        happened_at = case when :happened_at::timestamptz = date_trunc('milliseconds', a.happened_at) then a.happened_at
                           else coalesce(:happened_at::timestamptz, a.happened_at) end,
        deal_id = case when 'deal_id' = any(:cleared::text[]) then null else coalesce(:deal_id::bigint, a.deal_id) end,
        client_id = case when 'client_id' = any(:cleared::text[]) then null else coalesce(:client_id::bigint, a.client_id) end,
        contact_id = case when 'contact_id' = any(:cleared::text[]) then null else coalesce(:contact_id::bigint, a.contact_id) end,
        revision = a.revision + 1,
        updated_at = now()
    where a.org_id = :org_id::uuid and a.id = :id::bigint
      and (:revision::bigint is null or a.revision = :revision::bigint)
      and a.type not in ('stage_change', 'system')
      and (:own_id::uuid is null or a.author_id = :own_id::uuid
           or exists (select from deals d where d.org_id = a.org_id and d.id = a.deal_id and d.owner_id = :own_id::uuid))
      and unknown_reference(:org_id::uuid, :own_id::uuid, nullif(:deal_id::bigint, a.deal_id),
                            nullif(:client_id::bigint, a.client_id), nullif(:contact_id::bigint, a.contact_id), null) is null
      and (cardinality(:cleared::text[]) = 0
           or 'deal_id' <> all (:cleared::text[]) and coalesce(:deal_id::bigint, a.deal_id) is not null
           or 'client_id' <> all (:cleared::text[]) and coalesce(:client_id::bigint, a.client_id) is not null
           or 'contact_id' <> all (:cleared::text[]) and coalesce(:contact_id::bigint, a.contact_id) is not null)
    returning *)
select n.id, n.type, n.text, n.happened_at, n.deal_id, n.client_id, c.name as client_name, n.contact_id,
       p.full_name as contact_name, n.author_id, coalesce(u.full_name, k.name) as author_name, n.from_stage_id, n.to_stage_id,
       n.stage_seconds, n.revision, n.created_at, n.updated_at
from changed n
left join clients c on c.org_id = n.org_id and c.id = n.client_id
left join contacts p on p.org_id = n.org_id and p.id = n.contact_id
left join users u on u.org_id = n.org_id and u.id = n.author_id
left join api_keys k on k.org_id = n.org_id and k.id = n.author_id

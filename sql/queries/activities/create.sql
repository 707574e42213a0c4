-- No row: activities/explain says why.
with made as (
    insert into activities (org_id, type, text, happened_at, deal_id, client_id, contact_id, author_id)
    select :org_id::uuid, :type::text, coalesce(:text::text, ''), coalesce(:happened_at::timestamptz, now()), :deal_id::bigint,
           :client_id::bigint, :contact_id::bigint, :actor::uuid
    where unknown_reference(:org_id::uuid, :own_id::uuid, :deal_id::bigint, :client_id::bigint, :contact_id::bigint, null) is null
    returning *)
select m.id, m.type, m.text, m.happened_at, m.deal_id, m.client_id, c.name as client_name, m.contact_id,
       p.full_name as contact_name, m.author_id, coalesce(u.full_name, k.name) as author_name, m.from_stage_id, m.to_stage_id,
       m.stage_seconds, m.revision, m.created_at, m.updated_at
from made m
left join clients c on c.org_id = m.org_id and c.id = m.client_id
left join contacts p on p.org_id = m.org_id and p.id = m.contact_id
left join users u on u.org_id = m.org_id and u.id = m.author_id
left join api_keys k on k.org_id = m.org_id and k.id = m.author_id

-- What an activity would refer to and is not there, or not to be seen; `id` null: of a new one.
select unknown_reference(:org_id::uuid, :own_id::uuid, nullif(:deal_id::bigint, a.deal_id),
                         nullif(:client_id::bigint, a.client_id), nullif(:contact_id::bigint, a.contact_id), null) as unknown
from (select) one
left join activities a on a.org_id = :org_id::uuid and a.id = :id::bigint

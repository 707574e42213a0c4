-- What keeps a task from being written so; `id` null: a new one.
select unknown_reference(:org_id::uuid, :own_id::uuid, nullif(:deal_id::bigint, t.deal_id),
                         nullif(:client_id::bigint, t.client_id), null, nullif(:assignee_id::uuid, t.assignee_id)) as unknown
from (select) one
left join tasks t on t.org_id = :org_id::uuid and t.id = :id::bigint

-- No row: tasks/explain says why. A task that begins as done is one that was done.
with made as (
    insert into tasks (org_id, title, description, due_at, status, priority, assignee_id, deal_id, client_id, remind_at,
                       remind_by_email, completed_at, created_by)
    select :org_id::uuid, :title::text, coalesce(:description::text, ''), :due_at::timestamptz, coalesce(:status::text, 'open'),
           coalesce(:priority::text, 'normal'), :assignee_id::uuid, :deal_id::bigint, :client_id::bigint, :remind_at::timestamptz,
           coalesce(:remind_by_email::boolean, false), case when :status::text = 'done' then now() end, :actor::uuid
    where unknown_reference(:org_id::uuid, :own_id::uuid, :deal_id::bigint, :client_id::bigint, null, :assignee_id::uuid) is null
      and may_assign(:org_id::uuid, :own_id::uuid, :deal_id::bigint, :assignee_id::uuid)
    returning *),
noted as (
    insert into activities (org_id, type, text, deal_id, client_id, author_id)
    select m.org_id, 'task', m.title, d.id, coalesce(m.client_id, d.client_id), :actor::uuid
    from made m
    join deals d on d.org_id = m.org_id and d.id = m.deal_id
    where m.status = 'done')
select m.id, m.title, m.description, m.due_at, m.status, m.priority, m.assignee_id, u.full_name as assignee_name, m.deal_id,
       m.client_id, c.name as client_name, m.remind_at, m.remind_by_email, m.reminded_at, m.completed_at, m.created_by,
       coalesce(a.full_name, k.name) as created_by_name, m.revision, m.created_at, m.updated_at
from made m
left join users u on u.org_id = m.org_id and u.id = m.assignee_id
left join users a on a.org_id = m.org_id and a.id = m.created_by
left join api_keys k on k.org_id = m.org_id and k.id = m.created_by
left join clients c on c.org_id = m.org_id and c.id = m.client_id

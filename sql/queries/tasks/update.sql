-- A merge patch: what is null in it stays, except the fields named in `cleared`, which the client sent as null. No row:
-- tasks/explain says why. What it refers to already may stay, whoever may see it. A reminder that went out comes again at
-- another time that is ahead. Who does a task of a deal leaves an activity there.
with held as (
    select t.*, coalesce(:status::text, t.status) as next_status,
           case when 'deal_id' = any(:cleared::text[]) then null else coalesce(:deal_id::bigint, t.deal_id) end as next_deal_id,
           case when 'due_at' = any(:cleared::text[]) then null else coalesce(:due_at::timestamptz, t.due_at) end as next_due_at,
           case when 'remind_at' = any(:cleared::text[]) then null else coalesce(:remind_at::timestamptz, t.remind_at) end
               as next_remind_at
    from tasks t
    where t.org_id = :org_id::uuid and t.id = :id::bigint
      and (:revision::bigint is null or t.revision = :revision::bigint)
      and is_own_task(t, :own_id::uuid)
    for no key update of t),
changed as (
    update tasks t
    set title = coalesce(:title::text, t.title),
        description = coalesce(:description::text, t.description),
        due_at = h.next_due_at,
        status = h.next_status,
        priority = coalesce(:priority::text, t.priority),
        assignee_id = case when 'assignee_id' = any(:cleared::text[]) then null else coalesce(:assignee_id::uuid, t.assignee_id) end,
        deal_id = h.next_deal_id,
        client_id = case when 'client_id' = any(:cleared::text[]) then null else coalesce(:client_id::bigint, t.client_id) end,
        remind_at = h.next_remind_at,
        remind_by_email = coalesce(:remind_by_email::boolean, t.remind_by_email),
        reminded_at = case when coalesce(h.next_remind_at, h.next_due_at) > now()
                                and coalesce(h.next_remind_at, h.next_due_at) is distinct from coalesce(h.remind_at, h.due_at)
                           then null else t.reminded_at end,
        completed_at = case when h.next_status = 'done' then coalesce(t.completed_at, now()) end,
        revision = t.revision + 1,
        updated_at = now()
    from held h
    where t.org_id = :org_id::uuid and t.id = h.id
      and unknown_reference(:org_id::uuid, :own_id::uuid, nullif(:deal_id::bigint, h.deal_id),
                            nullif(:client_id::bigint, h.client_id), null, nullif(:assignee_id::uuid, h.assignee_id)) is null
      and may_assign(:org_id::uuid, :own_id::uuid, h.next_deal_id, nullif(:assignee_id::uuid, h.assignee_id))
    returning t.*, h.status <> 'done' and t.status = 'done' as is_done_now),
noted as (
    insert into activities (org_id, type, text, deal_id, client_id, author_id)
    select n.org_id, 'task', n.title, d.id, coalesce(n.client_id, d.client_id), :actor::uuid
    from changed n
    join deals d on d.org_id = n.org_id and d.id = n.deal_id
    where n.is_done_now)
select n.id, n.title, n.description, n.due_at, n.status, n.priority, n.assignee_id, u.full_name as assignee_name, n.deal_id,
       n.client_id, c.name as client_name, n.remind_at, n.remind_by_email, n.reminded_at, n.completed_at, n.created_by,
       coalesce(a.full_name, k.name) as created_by_name, n.revision, n.created_at, n.updated_at
from changed n
left join users u on u.org_id = n.org_id and u.id = n.assignee_id
left join users a on a.org_id = n.org_id and a.id = n.created_by
left join api_keys k on k.org_id = n.org_id and k.id = n.created_by
left join clients c on c.org_id = n.org_id and c.id = n.client_id

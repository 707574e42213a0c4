-- scope: system -- reminders of all organisations come due alike
-- Marks tasks whose reminder is due, each by one process alone, and in the same moment tells their assignees: an event, and
-- a mail where that is wanted. There is nobody to tell where the assignee is blocked or there is none; what was due more than
-- a week ago is no news.
with due as (
    select t.org_id, t.id
    from tasks t
    where t.status = 'open' and t.reminded_at is null and coalesce(t.remind_at, t.due_at) <= now()
    order by coalesce(t.remind_at, t.due_at)
    limit :at_most::integer
    for update skip locked),
marked as (
    update tasks t
    set reminded_at = now()
    from due d
    where t.org_id = d.org_id and t.id = d.id
    returning t.*),
told as (
    select m as task, m.org_id, m.id, m.assignee_id, m.remind_by_email
    from marked m
    join users u on u.org_id = m.org_id and u.id = m.assignee_id
    where u.is_active and coalesce(m.remind_at, m.due_at) > now() - interval '7 days'),
noted as (
    insert into events (org_id, entity, entity_id, action, data, owners_after)
    select t.org_id, 'task', t.id::text, 'due', to_jsonb(t.task) - '{org_id,search_text}'::text[], array[t.assignee_id]
    from told t),
mailed as (
    insert into reminder_mails (org_id, task_id, user_id)
    select t.org_id, t.id, t.assignee_id
    from told t
    where t.remind_by_email)
select count(*) as marked, (select count(*) from told) as told
from marked

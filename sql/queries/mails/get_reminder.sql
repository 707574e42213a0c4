-- What the mail has to say, unless it has become pointless: the task is done, put off or somebody else's, the user is
-- blocked, or a day has passed. Of the task's deal it says nothing: that need not be the assignee's.
select u.email, u.full_name, u.language, o.name as organization, t.id as task_id, t.title,
       to_char(t.due_at at time zone o.time_zone, case u.language when 'en' then 'YYYY-MM-DD HH24:MI' else 'DD.MM.YYYY HH24:MI' end)
       || ' (' || o.time_zone || ')' as due
from reminder_mails m
join tasks t on t.org_id = m.org_id and t.id = m.task_id and t.assignee_id = m.user_id
join users u on u.org_id = m.org_id and u.id = m.user_id
join organizations o on o.id = m.org_id
where m.org_id = :org_id::uuid and m.id = :id::uuid and m.created_at > now() - interval '1 day'
  and t.status = 'open' and t.reminded_at is not null and u.is_active

-- What came of a try, if it still is the last one. With a pause there is a further one, within a day of the reminder;
-- otherwise the mail was sent or is given up, and goes.
with put_off as (
    update reminder_mails m
    set due_at = now() + make_interval(secs => :pause_s::integer)
    where m.org_id = :org_id::uuid and m.id = :id::uuid and m.tries = :tries::integer
      and now() + make_interval(secs => :pause_s::integer) < m.created_at + interval '1 day'
    returning m.id),
gone as (
    delete from reminder_mails m
    where m.org_id = :org_id::uuid and m.id = :id::uuid and m.tries = :tries::integer
      and coalesce(now() + make_interval(secs => :pause_s::integer) >= m.created_at + interval '1 day', true))
select exists (select from put_off) as is_queued

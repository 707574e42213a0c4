-- scope: system -- the mails of all organisations wait in two queues
-- The mail that waits longest, to one process; links first: whoever waits for one sits in front of the screen. Its next try
-- is moved on as the row is taken, beyond the time that this one may last, so that another process sends what one that died
-- had begun.
with link as (
    select l.org_id, l.id
    from mail_links l
    where l.due_at <= now()
    order by l.due_at
    limit 1
    for update skip locked),
reminder as (
    select m.org_id, m.id
    from reminder_mails m
    where m.due_at <= now() and not exists (select from link)
    order by m.due_at
    limit 1
    for update skip locked),
claimed_link as (
    update mail_links l
    set due_at = now() + make_interval(secs => :lease_s::integer), tries = l.tries + 1
    from link d
    where l.org_id = d.org_id and l.id = d.id
    returning l.org_id, l.id, l.tries),
claimed_reminder as (
    update reminder_mails m
    set due_at = now() + make_interval(secs => :lease_s::integer), tries = m.tries + 1
    from reminder d
    where m.org_id = d.org_id and m.id = d.id
    returning m.org_id, m.id, m.tries)
select c.org_id, c.id, c.tries, false as is_reminder
from claimed_link c
union all
select c.org_id, c.id, c.tries, true
from claimed_reminder c

-- scope: system -- the mails of all organisations wait in one queue
-- The mail that waits longest, to one process: its next try is moved on as the row is taken, beyond the time that this
-- one may last, so that another process sends what one that died had begun.
with due as (
    select l.org_id, l.id
    from mail_links l
    where l.due_at <= now()
    order by l.due_at
    limit 1
    for update skip locked)
update mail_links l
set due_at = now() + make_interval(secs => :lease_s::integer), tries = l.tries + 1
from due d
where l.org_id = d.org_id and l.id = d.id
returning l.org_id, l.id, l.tries

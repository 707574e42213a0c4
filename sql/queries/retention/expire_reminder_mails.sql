-- scope: system -- reminders of all organisations that nobody could mail go alike
with gone as (
    delete from reminder_mails r
    where r.ctid = any (array(
        select o.ctid
        from reminder_mails o
        where o.created_at < now() - interval '2 days'
        order by o.created_at
        limit :at_most::integer
        for update skip locked))
    returning r.id)
select count(*) as gone
from gone

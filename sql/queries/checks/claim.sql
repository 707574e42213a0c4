-- scope: system -- the schedule checks the modules of all organisations
-- Due modules, each to one process: the next check is moved on as the row is taken, beyond the time this one may last.
-- The result puts it where it belongs, `next_at`: an interval later, give or take a tenth, so that modules part; one
-- that is very late (the program was down) is spread over a whole interval. Those in the archive are only moved on.
with due as (
    select h.org_id, h.module_id, h.next_check_at
    from module_health h
    where h.next_check_at <= now()
    order by h.next_check_at
    limit :at_most::integer
    for update skip locked),
planned as (
    select t.*,
           now() + t.every * case when d.next_check_at < now() - t.every / 2 then 1 + random()
                                  else 0.9 + 0.2 * random() end as next_at
    from due d join check_targets t on t.org_id = d.org_id and t.module_id = d.module_id),
claimed as (
    update module_health h
    set next_check_at = case when p.status = 'archived' then p.next_at
                             else greatest(p.next_at, now() + (p.retries + 1) * make_interval(secs => p.timeout_ms / 1000.0 + 5))
                                  + interval '30 seconds' end
    from planned p
    where h.org_id = p.org_id and h.module_id = p.module_id
    returning p.*)
select c.org_id, c.module_id, c.api_url, c.health_endpoint, c.headers, c.timeout_ms, c.retries, c.expected_status,
       c.degraded_ms, c.key, c.next_at
from claimed c
where c.status <> 'archived'

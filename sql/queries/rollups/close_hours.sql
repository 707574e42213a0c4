-- scope: system -- the history of all organisations is rolled up alike
-- Hours that are over get their latencies, so many at a time that about :rows raw checks are read. Several processes may
-- do this at once: each takes other rows. The days of these hours are opened, to be closed in their turn.
with open_hours as (
    select r.org_id, r.module_id, r.at, r.checks
    from module_check_rollups r
    where r.resolution = 'hour' and not r.is_final and r.at < now() - interval '62 minutes'
    order by r.at, r.org_id, r.module_id
    limit 500
    for update skip locked),
chosen as (
    select o.org_id, o.module_id, o.at
    from (select h.*, sum(h.checks) over (order by h.at, h.org_id, h.module_id) - h.checks as read_before
          from open_hours h) o
    where o.read_before < :rows::bigint),
closed as (
    update module_check_rollups r
    set latency_min_ms = l.latency_min_ms, latency_median_ms = l.latency_median_ms, latency_p95_ms = l.latency_p95_ms,
        latency_max_ms = l.latency_max_ms, is_final = true
    from chosen c
    cross join lateral (
        select min(k.latency_ms) as latency_min_ms,
               percentile_disc(0.5) within group (order by k.latency_ms) as latency_median_ms,
               percentile_disc(0.95) within group (order by k.latency_ms) as latency_p95_ms,
               max(k.latency_ms) as latency_max_ms
        from module_checks k
        where k.org_id = c.org_id and k.module_id = c.module_id and k.checked_at >= c.at
          and k.checked_at < c.at + interval '1 hour' and k.is_healthy) l
    where r.org_id = c.org_id and r.module_id = c.module_id and r.resolution = 'hour' and r.at = c.at
    returning r.org_id, r.module_id, r.at),
opened as (
    insert into module_check_rollups as d (org_id, module_id, resolution, at, checks, ok)
    select c.org_id, c.module_id, 'day', date_trunc('day', c.at), 0, 0
    from closed c
    group by c.org_id, c.module_id, date_trunc('day', c.at)
    order by 1, 2, 4
    on conflict (org_id, module_id, resolution, at) do update
    set is_final = false where d.is_final)
select count(*) as closed
from closed

-- scope: system -- the history of all organisations is rolled up alike
-- Days that are over and whose hours are final. Counts come from the hours, latencies from the raw checks; of a day so
-- old that raw checks may have gone, from the hours too.
with open_days as (
    select r.org_id, r.module_id, r.at
    from module_check_rollups r
    where r.resolution = 'day' and not r.is_final and r.at < now() - interval '24 hours 5 minutes'
      and not exists (
          select from module_check_rollups h
          where h.org_id = r.org_id and h.module_id = r.module_id and h.resolution = 'hour' and h.at >= r.at
            and h.at < r.at + interval '24 hours' and not h.is_final)
    order by r.at, r.org_id, r.module_id
    limit 100
    for update skip locked),
summed as (
    select d.org_id, d.module_id, d.at, h.*
    from open_days d
    cross join lateral (
        select coalesce(sum(r.checks), 0) as checks, coalesce(sum(r.ok), 0) as ok,
               min(r.latency_min_ms) as latency_min_ms,
               percentile_disc(0.5) within group (order by r.latency_median_ms) as latency_median_ms,
               percentile_disc(0.95) within group (order by r.latency_p95_ms) as latency_p95_ms,
               max(r.latency_max_ms) as latency_max_ms
        from module_check_rollups r
        where r.org_id = d.org_id and r.module_id = d.module_id and r.resolution = 'hour' and r.at >= d.at
          and r.at < d.at + interval '24 hours') h),
chosen as (
    select s.*
    from (select d.*, sum(d.checks) over (order by d.at, d.org_id, d.module_id) - d.checks as read_before
          from summed d) s
    where s.read_before < :rows::bigint),
closed as (
    update module_check_rollups r
    set checks = c.checks, ok = c.ok,
        latency_min_ms = coalesce(l.latency_min_ms, c.latency_min_ms),
        latency_median_ms = coalesce(l.latency_median_ms, c.latency_median_ms),
        latency_p95_ms = coalesce(l.latency_p95_ms, c.latency_p95_ms),
        latency_max_ms = coalesce(l.latency_max_ms, c.latency_max_ms),
        is_final = true
    from chosen c
    cross join lateral (
        select min(k.latency_ms) as latency_min_ms,
               percentile_disc(0.5) within group (order by k.latency_ms) as latency_median_ms,
               percentile_disc(0.95) within group (order by k.latency_ms) as latency_p95_ms,
               max(k.latency_ms) as latency_max_ms
        from module_checks k
        where k.org_id = c.org_id and k.module_id = c.module_id and k.checked_at >= c.at
          and k.checked_at < c.at + interval '24 hours' and k.is_healthy and c.at > now() - interval '6 days') l
    where r.org_id = c.org_id and r.module_id = c.module_id and r.resolution = 'day' and r.at = c.at
    returning r.at)
select count(*) as closed
from closed

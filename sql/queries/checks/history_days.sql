-- The last :days days, the running one among them. A day that is not final yet is put together from its hours: counts
-- are exact, the median and the 95th percentile are those of the hours' figures.
with days as (
    select r.at, r.checks, r.ok, r.latency_min_ms, r.latency_median_ms, r.latency_p95_ms, r.latency_max_ms
    from module_check_rollups r
    where r.org_id = :org_id::uuid and r.module_id = :module_id::uuid and r.resolution = 'day' and r.is_final
      and r.at > now() - make_interval(days => :days::integer)),
merged as (
    select date_trunc('day', r.at) as at, sum(r.checks) as checks, sum(r.ok) as ok,
           min(r.latency_min_ms) as latency_min_ms,
           percentile_disc(0.5) within group (order by r.latency_median_ms) as latency_median_ms,
           percentile_disc(0.95) within group (order by r.latency_p95_ms) as latency_p95_ms,
           max(r.latency_max_ms) as latency_max_ms
    from module_check_rollups r
    where r.org_id = :org_id::uuid and r.module_id = :module_id::uuid and r.resolution = 'hour'
      and r.at >= date_trunc('day', now() - make_interval(days => :days::integer - 1))
      and date_trunc('day', r.at) not in (select d.at from days d)
    group by date_trunc('day', r.at))
select to_char(p.at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, p.checks, p.ok, p.latency_min_ms, p.latency_median_ms,
       p.latency_p95_ms, p.latency_max_ms
from (select * from days union all select * from merged) p
order by p.at

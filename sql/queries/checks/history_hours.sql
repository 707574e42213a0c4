-- The last 7 days by the hour. Hours that are not final yet, the running one among them, take their latencies from the
-- raw checks.
select to_char(r.at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, r.checks, r.ok,
       case when r.is_final then r.latency_min_ms else c.latency_min_ms end as latency_min_ms,
       case when r.is_final then r.latency_median_ms else c.latency_median_ms end as latency_median_ms,
       case when r.is_final then r.latency_p95_ms else c.latency_p95_ms end as latency_p95_ms,
       case when r.is_final then r.latency_max_ms else c.latency_max_ms end as latency_max_ms
from module_check_rollups r
left join lateral (
    select min(k.latency_ms) as latency_min_ms,
           percentile_disc(0.5) within group (order by k.latency_ms) as latency_median_ms,
           percentile_disc(0.95) within group (order by k.latency_ms) as latency_p95_ms,
           max(k.latency_ms) as latency_max_ms
    from module_checks k
    where k.org_id = r.org_id and k.module_id = r.module_id and k.checked_at >= r.at
      and k.checked_at < r.at + interval '1 hour' and k.is_healthy) c on not r.is_final
where r.org_id = :org_id::uuid and r.module_id = :module_id::uuid and r.resolution = 'hour'
  and r.at > now() - interval '7 days'
order by r.at

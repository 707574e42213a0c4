-- The last 24 hours: each check by itself where they are few, else in steps of five minutes. Latencies are of the checks
-- that succeeded.
with raw as (
    select c.checked_at, c.is_healthy, c.latency_ms, count(*) over () > 1500 as is_many
    from module_checks c
    where c.org_id = :org_id::uuid and c.module_id = :module_id::uuid and c.checked_at >= now() - interval '24 hours')
select to_char(p.at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, count(*) as checks, count(*) filter (where p.is_healthy) as ok,
       min(p.latency_ms) filter (where p.is_healthy) as latency_min_ms,
       percentile_disc(0.5) within group (order by p.latency_ms) filter (where p.is_healthy) as latency_median_ms,
       percentile_disc(0.95) within group (order by p.latency_ms) filter (where p.is_healthy) as latency_p95_ms,
       max(p.latency_ms) filter (where p.is_healthy) as latency_max_ms
from (select case when r.is_many then date_bin('5 minutes', r.checked_at, timestamptz '2000-01-01 00:00:00Z')
                  else r.checked_at end as at,
             r.is_healthy, r.latency_ms
      from raw r) p
group by p.at
order by p.at

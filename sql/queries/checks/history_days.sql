-- The last :days days, the running one among them. A day that is not final yet is put together from its hours, those
-- not final either from the raw checks: counts are exact, the median and the 95th percentile are those of the hours'
-- figures.
with opened as (
    select r.at, r.checks, r.ok, r.latency_min_ms, r.latency_median_ms, r.latency_p95_ms, r.latency_max_ms, r.is_final
    from module_check_rollups r
    where r.org_id = :org_id::uuid and r.module_id = :module_id::uuid and r.resolution = 'day'
      and r.at > now() - make_interval(days => :days::integer)),
days as (
    select o.at, o.checks, o.ok, o.latency_min_ms, o.latency_median_ms, o.latency_p95_ms, o.latency_max_ms
    from opened o
    where o.is_final),
since as (
    select coalesce(least(min(o.at) filter (where not o.is_final), max(o.at) filter (where o.is_final) + interval '24 hours'),
                    date_trunc('day', now() - make_interval(days => :days::integer - 1))) as at
    from opened o),
hours as (
    select r.at, r.checks, r.ok,
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
      and r.at >= (select s.at from since s)
      and date_trunc('day', r.at) not in (select d.at from days d)),
merged as (
    select date_trunc('day', h.at) as at, sum(h.checks) as checks, sum(h.ok) as ok,
           min(h.latency_min_ms) as latency_min_ms,
           percentile_disc(0.5) within group (order by h.latency_median_ms) as latency_median_ms,
           percentile_disc(0.95) within group (order by h.latency_p95_ms) as latency_p95_ms,
           max(h.latency_max_ms) as latency_max_ms
    from hours h
    group by date_trunc('day', h.at))
select to_char(p.at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, p.checks, p.ok, p.latency_min_ms, p.latency_median_ms,
       p.latency_p95_ms, p.latency_max_ms
from (select * from days union all select * from merged) p
order by p.at

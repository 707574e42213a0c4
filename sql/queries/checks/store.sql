-- scope: system -- the schedule stores what it found in all organisations at once
-- Results of many modules, in one statement: the raw checks, the running hours' counters, the state of each module (whose
-- trigger makes the event when its health changed), outages begun and ended. The rows of module_health are locked first
-- and in one order, so stores never wait for each other in a circle. A result that is not newer than what stands there
-- is left out, so that storing the same once more, after an answer that was lost, changes nothing (what stands there from
-- a clock that was ahead does not hinder); so is what was found of a module that has been deleted, archived or set up
-- otherwise meanwhile. A check that somebody asked for (it has no next_at) counts in the archive too.
with input as (
    select distinct on (i.org_id, i.module_id) i.*
    from unnest(:org_ids::uuid[], :module_ids::uuid[], :checked_at::timestamptz[], :is_healthy::boolean[],
                :is_degraded::boolean[], :status_codes::integer[], :latencies_ms::integer[], :errors::text[],
                :keys::text[], :next_at::timestamptz[]) with ordinality
         as i (org_id, module_id, checked_at, is_healthy, is_degraded, status_code, latency_ms, error, key, next_at, place)
    order by i.org_id, i.module_id, i.checked_at desc),
held as (
    select h.org_id, h.module_id, h.checked_at, h.is_healthy,
           h.recent_latency_ms[greatest(cardinality(h.recent_latency_ms) - 28, 1):] as recent_latency_ms
    from module_health h
    where (h.org_id, h.module_id) in (select i.org_id, i.module_id from input i)
    order by h.org_id, h.module_id
    for update),
found as materialized (
    select i.*, t.every, date_trunc('hour', i.checked_at) as hour, h.is_healthy as was_healthy,
           h.recent_latency_ms || case when i.is_healthy then i.latency_ms end as recent_latency_ms
    from held h
    join input i on i.org_id = h.org_id and i.module_id = h.module_id
    join check_targets t on t.org_id = h.org_id and t.module_id = h.module_id
    where t.key = i.key and (t.status <> 'archived' or i.next_at is null)
      and (h.checked_at is null or i.checked_at > h.checked_at or h.checked_at > now() + interval '1 minute')),
checks as (
    insert into module_checks (org_id, module_id, checked_at, is_healthy, status_code, latency_ms, error)
    select f.org_id, f.module_id, f.checked_at, f.is_healthy, f.status_code, f.latency_ms, f.error
    from found f),
hours as (
    insert into module_check_rollups as r (org_id, module_id, resolution, at, checks, ok)
    select f.org_id, f.module_id, 'hour', f.hour, 1, f.is_healthy::integer
    from found f
    on conflict (org_id, module_id, resolution, at) do update
    set checks = r.checks + 1, ok = r.ok + excluded.ok, is_final = false),
begun as (
    insert into module_outages as o (org_id, module_id, started_at, error)
    select f.org_id, f.module_id, f.checked_at, f.error
    from found f
    where not f.is_healthy
    on conflict (org_id, module_id) where ended_at is null do update
    set checks = o.checks + 1, error = excluded.error),
ended as (
    update module_outages o
    set ended_at = f.checked_at
    from found f
    where f.is_healthy
      and o.org_id = f.org_id and o.module_id = f.module_id and o.ended_at is null)
update module_health h
set checked_at = f.checked_at,
    is_healthy = f.is_healthy,
    is_degraded = f.is_degraded,
    status_code = f.status_code,
    latency_ms = f.latency_ms,
    error = f.error,
    uptime_24h = u.uptime,
    recent_latency_ms = f.recent_latency_ms,
    next_check_at = case when f.next_at is null then now() + f.every * (0.9 + 0.2 * random())
                         else least(f.next_at, h.next_check_at) end
from found f
cross join lateral (
    select round((coalesce(sum(r.ok), 0) + f.is_healthy::integer)::numeric / (coalesce(sum(r.checks), 0) + 1), 6) as uptime
    from module_check_rollups r
    where r.org_id = f.org_id and r.module_id = f.module_id and r.resolution = 'hour'
      and r.at > f.hour - interval '24 hours') u
where h.org_id = f.org_id and h.module_id = f.module_id
returning f.place - 1 as place, h.uptime_24h, h.is_healthy is distinct from f.was_healthy as has_changed

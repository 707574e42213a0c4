-- How far the deals came that were created in the time: the furthest open stage that each has left or stands in; what is won
-- has passed all of them. So only the moves of deals that are lost, or went back, have to be looked at. And how long deals
-- stood in the stages that they left in the time.
with frame as materialized (
    select f.* from report_frame(:org_id::uuid, :pipeline_id::bigint, :from_day::date, :to_day::date) f),
stage as materialized (
    select s.id, s.name, s.color, s.kind, s.place, s.kind = 'open' and s.place = min(s.place) filter (where s.kind = 'open') over () as is_first
    from frame f
    join deal_stages s on s.org_id = :org_id::uuid and s.pipeline_id = f.pipeline_id),
mine as (
    select d.id
    from deals d
    where d.org_id = :org_id::uuid
      and (:own_id::uuid is null or d.owner_id = :own_id::uuid) and (:owner_id::uuid is null or d.owner_id = :owner_id::uuid)),
made as (
    select d.id, s.id as stage_id, s.kind, case when s.kind = 'open' then s.place end as place
    from frame f
    join deals d on d.org_id = :org_id::uuid and d.pipeline_id = f.pipeline_id and d.created_at >= f.from_at and d.created_at < f.to_at
    join stage s on s.id = d.stage_id
    where (:own_id::uuid is null or d.owner_id = :own_id::uuid) and (:owner_id::uuid is null or d.owner_id = :owner_id::uuid)),
further as (
    select m.id, max(s.place) as place
    from frame f
    cross join stage s
    join activities a on a.org_id = :org_id::uuid and a.from_stage_id = s.id and a.type = 'stage_change' and a.stage_seconds is not null
                     and a.happened_at >= f.from_at
    join made m on m.id = a.deal_id
    where s.kind = 'open' and (m.kind = 'lost' or s.place > m.place)
    group by m.id),
tally as materialized (
    select m.stage_id, m.kind, coalesce(w.place, m.place) as place, count(*) as n
    from made m left join further w on w.id = m.id
    group by m.stage_id, m.kind, coalesce(w.place, m.place)),
reached as (
    select s.id, s.kind, s.place, s.is_first,
           (select coalesce(sum(t.n), 0)::bigint
            from tally t
            where case when s.kind = 'open' then s.is_first or t.kind = 'won' or t.place >= s.place else t.stage_id = s.id end) as n
    from stage s),
compared as (
    select r.id, r.n,
           case r.kind when 'open' then lag(r.n) over (partition by r.kind order by r.place)
                       when 'won' then (select o.n from reached o where o.kind = 'open' order by o.place desc limit 1) end as before,
           (select o.n from reached o where o.is_first) as first
    from reached r),
stood as (
    select a.from_stage_id, count(*) as n, avg(a.stage_seconds) as average,
           percentile_cont(0.5) within group (order by a.stage_seconds) as median
    from frame f
    cross join stage s
    join activities a on a.org_id = :org_id::uuid and a.from_stage_id = s.id and a.type = 'stage_change' and a.stage_seconds is not null
                     and a.happened_at >= f.from_at and a.happened_at < f.to_at
    where (:own_id::uuid is null and :owner_id::uuid is null) or a.deal_id in (select m.id from mine m)
    group by a.from_stage_id),
standing as (
    select t.stage_id, sum(t.n_deals)::bigint as n, sum(t.amount) filter (where t.currency = f.currency) as amount
    from frame f
    join stage_totals t on t.org_id = :org_id::uuid
    where (:own_id::uuid is null or t.owner_id = :own_id::uuid) and (:owner_id::uuid is null or t.owner_id = :owner_id::uuid)
    group by t.stage_id)
select s.id as stage_id, s.name as stage_name, s.color, s.kind, c.n as reached_count,
       round(c.n::numeric / nullif(c.before, 0), 4) as conversion,
       round(c.n::numeric / nullif(c.first, 0), 4) as conversion_from_first,
       round((h.median / 3600)::numeric, 1) as median_hours, round(h.average / 3600, 1) as average_hours,
       coalesce(h.n, 0) as left_count, coalesce(n.n, 0) as now_count, coalesce(n.amount, 0) as now_amount
from stage s
join compared c on c.id = s.id
left join stood h on h.from_stage_id = s.id
left join standing n on n.stage_id = s.id
order by s.place, s.id

-- One row with all tables, each an array of objects; `_problem`: why there are none. Owners and sources are the hundred that won
-- most, reasons the hundred that most was lost for; the forecast is of what is open now, however old it is, and begins with
-- what nobody knows the day of, or whose day has passed. A deal came as far as the furthest open stage that it has left or
-- stands in; what is won has passed all of them.
with frame as materialized (
    select * from report_frame(:org_id::uuid, :pipeline_id::bigint, :from_day::date, :to_day::date)),
stage as materialized (
    select s.*, s.kind = 'open' and s.place = min(s.place) filter (where s.kind = 'open') over () as is_first
    from frame f
    join deal_stages s on s.org_id = :org_id::uuid and s.pipeline_id = f.pipeline_id),
fact as materialized (
    select d.*, s.kind, case when s.kind = 'open' then s.place end as place, d.month between 1 and cardinality(f.months) + 1 as is_inside,
           d.currency = f.currency as is_ours, case when d.currency = f.currency then d.amount else 0 end as value
    from frame f
    cross join lateral report_facts(:org_id::uuid, :own_id::uuid, :owner_id::uuid, f.pipeline_id, f.from_at || f.months || f.to_at) d
    join stage s on s.id = d.stage_id
    where f.problem is null),
-- ---- sums ----
summary as (
    select sum(d.n) filter (where not d.is_ours and (d.is_made or d.is_closed and d.is_inside or d.kind = 'open')) as n_others,
           coalesce(sum(d.n) filter (where d.is_made), 0) as created_count,
           coalesce(sum(d.value) filter (where d.is_made), 0) as created_amount,
           coalesce(sum(d.n) filter (where d.is_closed and d.is_inside and d.kind = 'won'), 0) as won_count,
           coalesce(sum(d.value) filter (where d.is_closed and d.is_inside and d.kind = 'won'), 0) as won_amount,
           coalesce(sum(d.n) filter (where d.is_closed and d.is_inside and d.kind = 'lost'), 0) as lost_count,
           coalesce(sum(d.value) filter (where d.is_closed and d.is_inside and d.kind = 'lost'), 0) as lost_amount,
           coalesce(sum(d.n) filter (where d.kind = 'open'), 0) as open_count,
           coalesce(sum(d.value) filter (where d.kind = 'open'), 0) as open_amount,
           sum(d.n) filter (where d.is_closed and d.is_inside and d.kind = 'won' and d.is_ours) as won_ours,
           extract(epoch from sum(d.took) filter (where d.is_closed and d.is_inside and d.kind = 'won')) / 86400 as won_days
    from fact d),
-- What came out: the deals that were closed in the time, and those that were created in it and are open.
outcome as materialized (
    select grouping(d.owner_id, d.source) as grouped, d.owner_id, d.source, d.month,
           coalesce(sum(d.n) filter (where d.kind = 'won'), 0) as won_count,
           coalesce(sum(d.value) filter (where d.kind = 'won'), 0) as won_amount,
           coalesce(sum(d.n) filter (where d.kind = 'lost'), 0) as lost_count,
           coalesce(sum(d.value) filter (where d.kind = 'lost'), 0) as lost_amount,
           coalesce(sum(d.n) filter (where d.kind = 'open'), 0) as open_count,
           coalesce(sum(d.value) filter (where d.kind = 'open'), 0) as open_amount
    from fact d
    where d.is_inside
    group by grouping sets ((d.owner_id), (d.source), (d.month))),
owners as (
    select o.owner_id, u.full_name as owner_name, o.won_count, o.won_amount, o.lost_count, o.lost_amount, o.open_count, o.open_amount
    from outcome o
    left join users u on u.org_id = :org_id::uuid and u.id = o.owner_id
    where o.grouped = 1
    order by o.won_amount desc, o.won_count desc, o.open_amount desc, o.owner_id
    limit 100),
sources as (
    select o.source, o.won_count, o.won_amount, o.lost_count, o.lost_amount, o.open_count, o.open_amount
    from outcome o
    where o.grouped = 2
    order by o.won_amount desc, o.won_count desc, o.open_amount desc, o.source
    limit 100),
months as (
    select to_char(m.month, 'YYYY-MM') as month, coalesce(o.won_count, 0) as won_count, coalesce(o.won_amount, 0) as won_amount,
           coalesce(o.lost_count, 0) as lost_count, coalesce(o.lost_amount, 0) as lost_amount,
           coalesce(o.open_count, 0) as open_count, coalesce(o.open_amount, 0) as open_amount
    from frame f
    cross join lateral generate_series(date_trunc('month', f.from_day::timestamp), f.to_day::timestamp, interval '1 month')
               with ordinality m (month, n)
    left join outcome o on o.grouped = 3 and o.month = m.n
    where f.problem is null
    order by m.n),
reasons as (
    select d.lost_reason as reason, sum(d.n) as lost_count, sum(d.value) as lost_amount
    from fact d
    where d.is_inside and d.kind = 'lost'
    group by d.lost_reason
    order by lost_count desc, lost_amount desc, reason
    limit 100),
expected as (
    select d.stage_id, d.expected_close_date, d.currency, count(*) as n, sum(d.amount) as amount
    from frame f
    join deals d on d.org_id = :org_id::uuid and d.pipeline_id = f.pipeline_id and d.closed_at is null
    where f.problem is null
      and (:own_id::uuid is null or d.owner_id = :own_id::uuid) and (:owner_id::uuid is null or d.owner_id = :owner_id::uuid)
    group by d.stage_id, d.expected_close_date, d.currency),
forecast as (
    select case when e.expected_close_date >= f.today then to_char(e.expected_close_date, 'YYYY-MM') end as month,
           sum(e.n) as open_count, coalesce(sum(e.amount) filter (where e.currency = f.currency), 0) as open_amount,
           coalesce(round(sum(e.amount * s.probability / 100) filter (where e.currency = f.currency), 2), 0) as weighted_amount
    from frame f
    cross join expected e
    join stage s on s.id = e.stage_id
    group by 1
    order by 1 nulls first
    limit 37),
-- ---- stage by stage ----
further as materialized (
    select w.*, s.kind, case when s.kind = 'open' then s.place end as own_place
    from frame f
    cross join lateral report_further(:org_id::uuid, :own_id::uuid, :owner_id::uuid, f.pipeline_id, f.from_at, f.to_at) w
    join stage s on s.id = w.stage_id
    where f.problem is null),
tally as materialized (
    select t.stage_id, t.kind, t.place, sum(t.n) as n
    from (select d.stage_id, d.kind, d.place, d.n from fact d where d.is_made
          union all
          select w.stage_id, w.kind, w.place, w.n from further w
          union all
          select w.stage_id, w.kind, w.own_place, -w.n from further w) t
    group by t.stage_id, t.kind, t.place),
reached as (
    select s.id, s.kind, s.place, s.is_first,
           (select coalesce(sum(t.n), 0)
            from tally t
            where case when s.kind = 'open' then s.is_first or t.kind = 'won' or t.place >= s.place else t.stage_id = s.id end) as n
    from stage s),
compared as (
    select r.id, r.n,
           case r.kind when 'open' then lag(r.n) over (partition by r.kind order by r.place)
                       when 'won' then (select o.n from reached o where o.kind = 'open' order by o.place desc limit 1) end as before,
           (select o.n from reached o where o.is_first) as first
    from reached r),
standing as (
    select t.stage_id, sum(t.n_deals)::bigint as n, sum(t.amount) filter (where t.currency = f.currency) as amount
    from frame f
    join stage_totals t on t.org_id = :org_id::uuid
    where (:own_id::uuid is null or t.owner_id = :own_id::uuid) and (:owner_id::uuid is null or t.owner_id = :owner_id::uuid)
    group by t.stage_id),
stages as (
    select s.id as stage_id, s.name as stage_name, s.color, s.kind, c.n as reached_count,
           round(c.n / nullif(c.before, 0), 4) as conversion,
           round(c.n / nullif(c.first, 0), 4) as conversion_from_first,
           round((h.median / 3600)::numeric, 1) as median_hours, round(h.average / 3600, 1) as average_hours,
           coalesce(h.n, 0) as left_count, coalesce(n.n, 0) as now_count, coalesce(n.amount, 0) as now_amount
    from frame f
    cross join stage s
    join compared c on c.id = s.id
    left join report_stays(:org_id::uuid, :own_id::uuid, :owner_id::uuid, f.pipeline_id, f.from_at, f.to_at) h on h.stage_id = s.id
    left join standing n on n.stage_id = s.id
    where f.problem is null
    order by s.place, s.id)
select f.problem as _problem, f.pipeline_id, f.pipeline_name, f.from_day as "from", f.to_day as "to", f.time_zone, f.currency,
       coalesce(m.n_others, 0) as other_currencies_count,
       json_build_object(
           'created_count', m.created_count, 'created_amount', m.created_amount,
           'won_count', m.won_count, 'won_amount', m.won_amount,
           'lost_count', m.lost_count, 'lost_amount', m.lost_amount,
           'open_count', m.open_count, 'open_amount', m.open_amount,
           'win_rate', round(m.won_count / nullif(m.won_count + m.lost_count, 0), 4),
           'average_won_amount', round(m.won_amount / nullif(m.won_ours, 0), 2),
           'average_days_to_win', round(m.won_days / nullif(m.won_count, 0), 1)) as summary,
       (select coalesce(json_agg(t), '[]') from stages t) as stages,
       (select coalesce(json_agg(t), '[]') from owners t) as owners,
       (select coalesce(json_agg(t), '[]') from sources t) as sources,
       (select coalesce(json_agg(t), '[]') from months t) as months,
       (select coalesce(json_agg(t), '[]') from reasons t) as reasons,
       (select coalesce(json_agg(t), '[]') from forecast t) as forecast
from frame f, summary m

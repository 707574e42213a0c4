-- What the report is about, and its sums. `_problem`: why there are none.
with counted as (
    select count(d.id) filter (where d.is_made) as created_count,
           coalesce(sum(d.amount) filter (where d.is_made), 0) as created_amount,
           count(*) filter (where d.is_over and d.kind = 'won') as won_count,
           coalesce(sum(d.amount) filter (where d.is_over and d.kind = 'won'), 0) as won_amount,
           count(*) filter (where d.is_over and d.kind = 'lost') as lost_count,
           coalesce(sum(d.amount) filter (where d.is_over and d.kind = 'lost'), 0) as lost_amount,
           count(*) filter (where d.kind = 'open') as open_count,
           coalesce(sum(d.amount) filter (where d.kind = 'open'), 0) as open_amount,
           count(*) filter (where d.is_over and d.kind = 'won' and d.is_ours) as won_ours,
           avg(extract(epoch from d.closed_at - d.created_at) / 86400) filter (where d.is_over and d.kind = 'won') as days_to_win,
           count(*) filter (where not d.is_ours and (d.is_made or d.is_over or d.kind = 'open')) as n_others
    from (select d.id, s.kind, d.created_at, d.closed_at, d.currency = f.currency as is_ours,
                 case when d.currency = f.currency then d.amount else 0 end as amount,
                 d.created_at >= f.from_at and d.created_at < f.to_at as is_made,
                 d.closed_at >= f.from_at and d.closed_at < f.to_at as is_over
          from report_frame(:org_id::uuid, :pipeline_id::bigint, :from_day::date, :to_day::date) f
          join deals d on d.org_id = :org_id::uuid and d.pipeline_id = f.pipeline_id
          join deal_stages s on s.org_id = d.org_id and s.id = d.stage_id
          where (:own_id::uuid is null or d.owner_id = :own_id::uuid) and (:owner_id::uuid is null or d.owner_id = :owner_id::uuid)) d)
select f.problem as _problem, f.pipeline_id, f.pipeline_name, f.from_day as "from", f.to_day as "to", f.time_zone, f.currency,
       c.n_others as other_currencies_count,
       json_build_object(
           'created_count', c.created_count, 'created_amount', c.created_amount,
           'won_count', c.won_count, 'won_amount', c.won_amount,
           'lost_count', c.lost_count, 'lost_amount', c.lost_amount,
           'open_count', c.open_count, 'open_amount', c.open_amount,
           'win_rate', round(c.won_count::numeric / nullif(c.won_count + c.lost_count, 0), 4),
           'average_won_amount', round(c.won_amount / nullif(c.won_ours, 0), 2),
           'average_days_to_win', round(c.days_to_win, 1)) as summary
from report_frame(:org_id::uuid, :pipeline_id::bigint, :from_day::date, :to_day::date) f, counted c

select to_char(m.month, 'YYYY-MM') as month,
       coalesce(r.won_count, 0) as won_count, coalesce(r.won_amount, 0) as won_amount,
       coalesce(r.lost_count, 0) as lost_count, coalesce(r.lost_amount, 0) as lost_amount,
       coalesce(r.open_count, 0) as open_count, coalesce(r.open_amount, 0) as open_amount
from report_frame(:org_id::uuid, :pipeline_id::bigint, :from_day::date, :to_day::date) f
cross join lateral generate_series(date_trunc('month', f.from_day::timestamp), f.to_day::timestamp, interval '1 month') m (month)
left join (select r.month,
                  count(*) filter (where r.is_won) as won_count,
                  sum(r.amount) filter (where r.is_won) as won_amount,
                  count(*) filter (where r.is_lost) as lost_count,
                  sum(r.amount) filter (where r.is_lost) as lost_amount,
                  count(*) filter (where not r.is_won and not r.is_lost) as open_count,
                  sum(r.amount) filter (where not r.is_won and not r.is_lost) as open_amount
           from report_outcomes(:org_id::uuid, :own_id::uuid, :owner_id::uuid, :pipeline_id::bigint, :from_day::date, :to_day::date) r
           group by r.month) r on r.month = to_char(m.month, 'YYYY-MM')
where f.problem is null
order by m.month

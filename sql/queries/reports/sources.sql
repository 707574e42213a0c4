-- The hundred that brought most.
select r.source,
       count(*) filter (where r.is_won) as won_count,
       coalesce(sum(r.amount) filter (where r.is_won), 0) as won_amount,
       count(*) filter (where r.is_lost) as lost_count,
       coalesce(sum(r.amount) filter (where r.is_lost), 0) as lost_amount,
       count(*) filter (where not r.is_won and not r.is_lost) as open_count,
       coalesce(sum(r.amount) filter (where not r.is_won and not r.is_lost), 0) as open_amount
from report_outcomes(:org_id::uuid, :own_id::uuid, :owner_id::uuid, :pipeline_id::bigint, :from_day::date, :to_day::date) r
group by r.source
order by won_amount desc, won_count desc, open_amount desc, r.source
limit 100

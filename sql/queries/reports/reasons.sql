-- The hundred that deals were lost for most.
select r.lost_reason as reason, count(*) as lost_count, sum(r.amount) as lost_amount
from report_outcomes(:org_id::uuid, :own_id::uuid, :owner_id::uuid, :pipeline_id::bigint, :from_day::date, :to_day::date) r
where r.is_lost
group by r.lost_reason
order by lost_count desc, lost_amount desc, reason
limit 100

-- The hundred who won most.
select o.owner_id, u.full_name as owner_name, o.won_count, o.won_amount, o.lost_count, o.lost_amount, o.open_count, o.open_amount
from (select r.owner_id,
             count(*) filter (where r.is_won) as won_count,
             coalesce(sum(r.amount) filter (where r.is_won), 0) as won_amount,
             count(*) filter (where r.is_lost) as lost_count,
             coalesce(sum(r.amount) filter (where r.is_lost), 0) as lost_amount,
             count(*) filter (where not r.is_won and not r.is_lost) as open_count,
             coalesce(sum(r.amount) filter (where not r.is_won and not r.is_lost), 0) as open_amount
      from report_outcomes(:org_id::uuid, :own_id::uuid, :owner_id::uuid, :pipeline_id::bigint, :from_day::date, :to_day::date) r
      group by r.owner_id) o
left join users u on u.org_id = :org_id::uuid and u.id = o.owner_id
order by o.won_amount desc, o.won_count desc, o.open_amount desc, o.owner_id
limit 100

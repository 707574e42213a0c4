-- Of the deals that are open now, however old they are; those whose day nobody knows, or that has passed, first.
select case when d.expected_close_date >= f.today then to_char(d.expected_close_date, 'YYYY-MM') end as month,
       count(*) as open_count,
       coalesce(sum(d.amount) filter (where d.currency = f.currency), 0) as open_amount,
       coalesce(round(sum(d.amount * s.probability / 100) filter (where d.currency = f.currency), 2), 0) as weighted_amount
from report_frame(:org_id::uuid, :pipeline_id::bigint, :from_day::date, :to_day::date) f
join deals d on d.org_id = :org_id::uuid and d.pipeline_id = f.pipeline_id and d.closed_at is null
join deal_stages s on s.org_id = d.org_id and s.id = d.stage_id
where (:own_id::uuid is null or d.owner_id = :own_id::uuid) and (:owner_id::uuid is null or d.owner_id = :owner_id::uuid)
group by month
order by month nulls first
limit 37

-- The stage, or the first one of the pipeline.
select s.id, s.pipeline_id, s.kind
from deal_stages s
where s.org_id = :org_id::uuid
  and case when :id::bigint is null then s.pipeline_id = :pipeline_id::bigint else s.id = :id::bigint end
order by s.place, s.id
limit 1

-- The stage with its pipeline, or the pipeline alone where no stage is asked for; no row where there is none, or the stage is of
-- another one.
select p.id as pipeline_id, s.id as stage_id
from pipelines p
left join deal_stages s on s.org_id = p.org_id and s.pipeline_id = p.id and s.id = :stage_id::bigint
where p.org_id = :org_id::uuid
  and (:pipeline_id::bigint is null or p.id = :pipeline_id::bigint)
  and (:stage_id::bigint is null or s.id is not null)
order by p.is_default desc
limit 1

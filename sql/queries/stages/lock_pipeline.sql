-- Whoever changes the stages of a pipeline does so one after the other. By its id, or by that of one of its stages.
select p.id
from pipelines p
where p.org_id = :org_id::uuid
  and p.id = coalesce(:id::bigint, (select s.pipeline_id from deal_stages s where s.org_id = :org_id::uuid and s.id = :stage_id::bigint))
for no key update of p

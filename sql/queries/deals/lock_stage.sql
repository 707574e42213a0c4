-- mode: write
-- Where a new deal goes: the stage, or the first one of the pipeline, or of the default pipeline. Whoever wants to be on top
-- of a column waits here for the others, and looks afterwards who is.
select s.id, s.pipeline_id, s.kind
from deal_stages s
where s.org_id = :org_id::uuid
  and s.id = coalesce(:id::bigint,
                      (select f.id
                       from pipelines p join deal_stages f on f.org_id = p.org_id and f.pipeline_id = p.id
                       where p.org_id = :org_id::uuid
                         and case when :pipeline_id::bigint is null then p.is_default else p.id = :pipeline_id::bigint end
                       order by f.place, f.id
                       limit 1))
for no key update of s

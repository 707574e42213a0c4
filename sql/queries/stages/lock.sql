-- As moves of deals lock them, in one order, so that none goes in or out meanwhile: all of the pipeline, by its id or by that
-- of one of them, as most of them get another place.
select s.id
from deal_stages s
where s.org_id = :org_id::uuid
  and s.pipeline_id = coalesce(:pipeline_id::bigint,
                               (select o.pipeline_id from deal_stages o where o.org_id = :org_id::uuid and o.id = :id::bigint))
order by s.id
for no key update

-- What stands in the way of a change, whoever asks.
select s.id, s.pipeline_id, s.kind, s.revision,
       (select count(*) from deal_stages o where o.org_id = s.org_id and o.pipeline_id = s.pipeline_id) as n_stages,
       (select coalesce(sum(c.n_deals), 0)::bigint from stage_totals c where c.org_id = s.org_id and c.stage_id = s.id) as n_deals,
       exists (select from deal_stages t
               where t.org_id = s.org_id and t.pipeline_id = s.pipeline_id and t.id = :move_to::bigint and t.id <> s.id) as may_move_to
from deal_stages s
where s.org_id = :org_id::uuid and s.id = :id::bigint

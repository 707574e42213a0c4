-- mode: write
-- The columns whose order the items change, in the order in which everybody locks them.
select s.id
from deal_stages s
where s.org_id = :org_id::uuid
  and s.id in (select unnest(array[f.stage_id, f.was_stage_id])
               from fit_deals(:org_id::uuid, :import_id::uuid, :own_id::uuid, :actor_id::uuid, :items::jsonb) f
               where f.outcome in ('created', 'updated') and f.stage_id is distinct from f.was_stage_id)
order by s.id
for no key update of s

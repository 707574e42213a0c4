-- Those of a pipeline, or the one.
select s.id, s.pipeline_id, s.name, s.color, s.place as "order", s.kind, s.probability, t.n_deals as deals_count, s.revision,
       s.created_at, s.updated_at
from deal_stages s
cross join lateral (select coalesce(sum(c.n_deals), 0)::bigint as n_deals
                    from stage_totals c
                    where c.org_id = s.org_id and c.stage_id = s.id
                      and (:own_id::uuid is null or c.owner_id = :own_id::uuid)) t
where s.org_id = :org_id::uuid and (:pipeline_id::bigint is null or s.pipeline_id = :pipeline_id::bigint)
  and (:id::bigint is null or s.id = :id::bigint)
order by s.place, s.id

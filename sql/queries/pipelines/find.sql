-- All, or the one. The stages come along: there are some dozens at most.
select p.id, p.name, p.is_default, p.place as "order",
       (select coalesce(json_agg(json_build_object(
                   'id', s.id, 'pipeline_id', s.pipeline_id, 'name', s.name, 'color', s.color, 'order', s.place,
                   'kind', s.kind, 'probability', s.probability, 'deals_count', t.n_deals, 'revision', s.revision,
                   'created_at', to_char(s.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                   'updated_at', to_char(s.updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
                   order by s.place, s.id), '[]')
        from deal_stages s
        cross join lateral (select coalesce(sum(c.n_deals), 0) as n_deals
                            from stage_totals c
                            where c.org_id = s.org_id and c.stage_id = s.id
                              and (:own_id::uuid is null or c.owner_id = :own_id::uuid)) t
        where s.org_id = p.org_id and s.pipeline_id = p.id) as stages,
       p.revision, p.created_at, p.updated_at
from pipelines p
where p.org_id = :org_id::uuid and (:id::bigint is null or p.id = :id::bigint)
order by p.place, p.id

-- All deals of the stage go behind the last one of the other, in their order, each with the record that a move leaves.
with moved as (
    update deals d
    set stage_id = t.id,
        rank = t.last + o.n,
        stage_entered_at = now(),
        closed_at = case when t.kind = 'open' then null else coalesce(d.closed_at, now()) end,
        lost_reason = case when t.kind = 'lost' then d.lost_reason end,
        revision = d.revision + 1,
        updated_at = now()
    from (select s.id, s.kind,
                 (select coalesce(ceil(max(l.rank)), 0) from deals l where l.org_id = s.org_id and l.stage_id = s.id) as last
          from deal_stages s
          where s.org_id = :org_id::uuid and s.id = :move_to::bigint) t,
         (select f.id, f.stage_entered_at, row_number() over (order by f.rank) as n
          from deals f
          where f.org_id = :org_id::uuid and f.stage_id = :id::bigint) o
    where d.org_id = :org_id::uuid and d.id = o.id
    returning d.id, d.client_id, o.stage_entered_at, o.n)
insert into activities (org_id, type, deal_id, client_id, author_id, from_stage_id, to_stage_id, stage_seconds)
select :org_id::uuid, 'stage_change', m.id, m.client_id, :actor::uuid, :id::bigint, :move_to::bigint,
       greatest(0, extract(epoch from now() - m.stage_entered_at))::bigint
from moved m
order by m.n

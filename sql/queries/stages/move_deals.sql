-- All deals of the stage go behind the last one of the other, in their order, each with the record that a move leaves. The
-- clock is asked, as the transaction may have begun long before it got the locks.
with target as materialized (
    select s.id, s.kind, clock_timestamp() as at,
           (select coalesce(ceil(max(l.rank)), 0) from deals l where l.org_id = s.org_id and l.stage_id = s.id) as last
    from deal_stages s
    where s.org_id = :org_id::uuid and s.id = :move_to::bigint),
moved as (
    update deals d
    set stage_id = t.id,
        rank = t.last + o.n,
        stage_entered_at = t.at,
        closed_at = case when t.kind = 'open' then null when t.kind = o.kind then coalesce(d.closed_at, t.at) else t.at end,
        lost_reason = case when t.kind = 'lost' then d.lost_reason end,
        revision = d.revision + 1,
        updated_at = t.at
    from target t,
         (select f.id, f.stage_entered_at, s.kind, row_number() over (order by f.rank) as n
          from deal_stages s
          join deals f on f.org_id = s.org_id and f.stage_id = s.id
          where s.org_id = :org_id::uuid and s.id = :id::bigint) o
    where d.org_id = :org_id::uuid and d.id = o.id
    returning d.id, d.client_id, t.at, o.stage_entered_at, o.n)
insert into activities (org_id, type, happened_at, deal_id, client_id, author_id, from_stage_id, to_stage_id, stage_seconds)
select :org_id::uuid, 'stage_change', m.at, m.id, m.client_id, nullif(current_setting('sauda.actor', true), '')::uuid,
       :id::bigint, :move_to::bigint, greatest(extract(epoch from m.at - m.stage_entered_at), 0)::bigint
from moved m
order by m.n

-- After another kind of the stage: its deals are closed, or open again.
update deals d
set closed_at = case when s.kind = 'open' then null else coalesce(d.closed_at, clock_timestamp()) end,
    lost_reason = case when s.kind = 'lost' then d.lost_reason end,
    revision = d.revision + 1,
    updated_at = now()
from deal_stages s
where s.org_id = :org_id::uuid and s.id = :id::bigint
  and d.org_id = s.org_id and d.stage_id = s.id
  and ((d.closed_at is null) <> (s.kind = 'open') or (s.kind <> 'lost' and d.lost_reason is not null))

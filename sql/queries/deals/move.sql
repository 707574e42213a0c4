-- mode: write
select m.outcome, m.previous_id, m.next_id, m.stages
from move_deal(:org_id::uuid, :own_id::uuid, :id::bigint, :stage_id::bigint, :before_id::bigint, :after_id::bigint,
               :lost_reason::text, :revision::bigint) m

-- Who came with the old token may be the thief or the robbed: the address and the program are all that is known.
with ended as (
    update sessions s
    set ended_at = now(), end_reason = 'reused'
    where s.org_id = :org_id::uuid and s.id = :id::uuid and s.ended_at is null
    returning s.org_id, s.id, s.user_id)
insert into events (org_id, entity, entity_id, action, data)
select e.org_id, 'session', e.id::text, 'reused',
       jsonb_build_object('user_id', e.user_id, 'address', :address::text, 'user_agent', :user_agent::text)
from ended e

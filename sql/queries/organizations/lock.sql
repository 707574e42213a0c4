-- Whoever counts rows of the organisation before he changes them does so one after the other.
select o.id
from organizations o
where o.id = :org_id::uuid
for no key update

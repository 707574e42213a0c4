-- As moves of deals lock them, so that none goes in or out meanwhile.
select s.id
from deal_stages s
where s.org_id = :org_id::uuid and s.id in (:id::bigint, :other_id::bigint)
order by s.id
for no key update

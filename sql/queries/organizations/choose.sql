-- By name or id, or all; two tell as well as more that it is not the only one.
select o.id, o.name
from organizations o
where :wanted::text is null or o.name = :wanted::text or o.id::text = lower(:wanted::text)
order by o.created_at, o.id
limit 2

-- Without a place it comes last; the first one is the default.
insert into pipelines (org_id, name, is_default, place)
select :org_id::uuid, :name::text, coalesce(:is_default::boolean, false) or o.n = 0, least(coalesce(:place::integer, o.n), o.n)
from (select count(*) as n from pipelines p where p.org_id = :org_id::uuid) o
returning id

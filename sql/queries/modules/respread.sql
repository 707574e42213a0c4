-- Many moves into one gap make long ranks. The column is numbered anew beyond its end; nobody's revision changes and no
-- event is made, as nothing changes for people.
update platform_modules m
set rank = s.rank
from (select o.id, o.status, ceil(max(o.rank) over ()) + row_number() over (order by o.rank) as rank
      from platform_modules o
      where o.org_id = :org_id::uuid
        and o.status = (select c.status from platform_modules c where c.org_id = :org_id::uuid and c.id = :id::uuid)) s
where m.org_id = :org_id::uuid and m.id = s.id and m.status = s.status

select r.*,
       (select count(*) from platform_modules o
        where o.org_id = r._org_id and o.status = r.status and o.rank < r._rank) as "order"
from module_rows r
where r._org_id = :org_id::uuid and r.id = :id::uuid

select r.*
from product_rows r
where r._org_id = :org_id::uuid and r.id = (select id from products where org_id = :org_id::uuid and sku = :sku::text)

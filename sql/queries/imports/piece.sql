select p.data
from import_pieces p
where p.org_id = :org_id::uuid and p.import_id = :import_id::uuid and p.n = :n::integer

-- What will move.
select d.n as n_deals, d.n + p.n + t.n + a.n as n
from (select count(*) as n from deals where org_id = :org_id::uuid and client_id = any (:ids::bigint[])) d,
     (select count(*) as n from contacts where org_id = :org_id::uuid and client_id = any (:ids::bigint[])) p,
     (select count(*) as n from tasks where org_id = :org_id::uuid and client_id = any (:ids::bigint[])) t,
     (select count(*) as n from activities where org_id = :org_id::uuid and client_id = any (:ids::bigint[])) a

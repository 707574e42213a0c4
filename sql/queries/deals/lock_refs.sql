-- mode: write
-- What a deal is to refer to, held so that it stays until the deal does.
select (select c.id from clients c where c.org_id = :org_id::uuid and c.id = :client_id::bigint for key share) as client_id,
       (select p.id from contacts p where p.org_id = :org_id::uuid and p.id = :contact_id::bigint for key share) as contact_id,
       (select u.id from users u
        where u.org_id = :org_id::uuid and u.id = :owner_id::uuid and u.is_active for key share) as owner_id

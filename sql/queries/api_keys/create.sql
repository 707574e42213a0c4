-- None where the organisation has as many keys as it may have.
insert into api_keys (org_id, id, name, role, prefix, hash, created_by)
select :org_id::uuid, :id::uuid, :name::text, :role::text, :prefix::text, decode(:hash::text, 'hex'), :created_by::uuid
where (select count(*) from api_keys k where k.org_id = :org_id::uuid and k.revoked_at is null) < :at_most::bigint

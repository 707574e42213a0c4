delete from deal_stages s
where s.org_id = :org_id::uuid and s.id = :id::bigint

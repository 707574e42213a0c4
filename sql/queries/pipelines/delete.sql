-- Its stages go with it; deals hold it.
delete from pipelines p
where p.org_id = :org_id::uuid and p.id = :id::bigint

-- mode: write
-- Where there is no pipeline yet; else no row.
select make_standard_pipeline(:org_id::uuid) as id
where not exists (select from pipelines p where p.org_id = :org_id::uuid)

-- Rows of an import that are not as it left them: changed since, or deleted, or there again; or it made them, and something
-- else hangs on them now.
select b.row_id as id, b.revision as left_revision, p.revision, p.name
from before_images b
left join clients p on p.org_id = b.org_id and p.id = b.row_id
where b.org_id = :org_id::uuid and b.operation_id = :operation_id::uuid
  and (p.revision is distinct from b.revision or b.before is null and client_has_company(p))
order by b.row_id
limit :at_most::bigint

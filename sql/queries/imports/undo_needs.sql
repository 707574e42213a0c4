-- What it takes to undo an import of clients or deals, beside changing rows: those it made are deleted, those deleted since are
-- made again.
select exists (select from before_images b
               where b.org_id = :org_id::uuid and b.operation_id = :operation_id::uuid and b.before is null) as deletes,
       exists (select from before_images b join operations o on o.org_id = b.org_id and o.id = b.operation_id
               where b.org_id = :org_id::uuid and b.operation_id = :operation_id::uuid and b.before is not null
                 and case o.entity when 'client' then not exists (select from clients c where c.org_id = b.org_id and c.id = b.row_id)
                                   else not exists (select from deals d where d.org_id = b.org_id and d.id = b.row_id) end) as creates

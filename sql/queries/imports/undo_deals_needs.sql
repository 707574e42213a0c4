-- What it takes to undo an import, beside changing rows: those it made are deleted, those deleted since are made again.
select exists (select from before_images b
               where b.org_id = :org_id::uuid and b.operation_id = :operation_id::uuid and b.before is null) as deletes,
       exists (select from before_images b
               where b.org_id = :org_id::uuid and b.operation_id = :operation_id::uuid and b.before is not null
                 and not exists (select from deals p where p.org_id = b.org_id and p.id = b.row_id)) as creates

-- mode: write
-- The columns that the next rows of the import stand in, and those they go back to.
select s.id
from deal_stages s
where s.org_id = :org_id::uuid
  and s.id in (select unnest(array[d.stage_id, (b.before ->> 'stage_id')::bigint])
               from (select i.row_id, i.before
                     from before_images i
                     where i.org_id = :org_id::uuid and i.operation_id = :operation_id::uuid and i.row_id > :after::bigint
                     order by i.row_id
                     limit :at_most::bigint) b
               left join deals d on d.org_id = :org_id::uuid and d.id = b.row_id)
order by s.id
for no key update of s

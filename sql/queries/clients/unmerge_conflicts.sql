-- What is not as the merge left it: the client that remained says something else, or is gone; what moved is somebody else's.
with m as (
    select * from client_merges where org_id = :org_id::uuid and operation_id = :operation_id::uuid)
select *
from (select 'client' as entity, m.row_id as id, (m.after ->> 'revision')::integer as left_revision, c.revision,
             c.name
      from m left join clients c on c.org_id = :org_id::uuid and c.id = m.row_id
      where m.entity = 'client' and m.after is not null and is_as_left(c, m.after) is not true
      union all
      select m.entity, r.id, null, r.revision, r.title
      from m join deals r on r.org_id = :org_id::uuid and r.id = m.row_id
      where m.entity = 'deal' and r.client_id is distinct from m.target_id
      union all
      select m.entity, r.id, null, r.revision, r.full_name
      from m join contacts r on r.org_id = :org_id::uuid and r.id = m.row_id
      where m.entity = 'contact' and r.client_id is distinct from m.target_id
      union all
      select m.entity, r.id, null, r.revision, r.title
      from m join tasks r on r.org_id = :org_id::uuid and r.id = m.row_id
      where m.entity = 'task' and r.client_id is distinct from m.target_id
      union all
      select m.entity, r.id, null, r.revision, left(r.text, 100)
      from m join activities r on r.org_id = :org_id::uuid and r.id = m.row_id
      where m.entity = 'activity' and r.client_id is distinct from m.target_id) conflict
order by array_position('{client,deal,contact,task,activity}', entity), id
limit :at_most::bigint

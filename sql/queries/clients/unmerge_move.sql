-- What moved goes back; what somebody has given to others since only where that is asked for. What is no more needs nothing.
with m as materialized (
    select * from client_merges where org_id = :org_id::uuid and operation_id = :operation_id::uuid and entity <> 'client'),
deals_due as materialized (
    select r.id, m.client_id, r.owner_id, r.client_id is not distinct from m.target_id or :restores_changed::boolean as is_restored
    from m join deals r on r.org_id = :org_id::uuid and r.id = m.row_id
    where m.entity = 'deal' for update of r),
deals_restored as (
    update deals r set client_id = due.client_id, revision = r.revision + 1, updated_at = now()
    from deals_due due where r.org_id = :org_id::uuid and r.id = due.id and due.is_restored),
contacts_due as materialized (
    select r.id, m.client_id, r.client_id is not distinct from m.target_id or :restores_changed::boolean as is_restored
    from m join contacts r on r.org_id = :org_id::uuid and r.id = m.row_id
    where m.entity = 'contact' for update of r),
contacts_restored as (
    update contacts r set client_id = due.client_id, revision = r.revision + 1, updated_at = now()
    from contacts_due due where r.org_id = :org_id::uuid and r.id = due.id and due.is_restored),
tasks_due as materialized (
    select r.id, m.client_id, r.client_id is not distinct from m.target_id or :restores_changed::boolean as is_restored
    from m join tasks r on r.org_id = :org_id::uuid and r.id = m.row_id
    where m.entity = 'task' for update of r),
tasks_restored as (
    update tasks r set client_id = due.client_id, revision = r.revision + 1, updated_at = now()
    from tasks_due due where r.org_id = :org_id::uuid and r.id = due.id and due.is_restored),
activities_due as materialized (
    select r.id, m.client_id, r.client_id is not distinct from m.target_id or :restores_changed::boolean as is_restored
    from m join activities r on r.org_id = :org_id::uuid and r.id = m.row_id
    where m.entity = 'activity' for update of r),
activities_restored as (
    update activities r set client_id = due.client_id, revision = r.revision + 1, updated_at = now()
    from activities_due due where r.org_id = :org_id::uuid and r.id = due.id and due.is_restored)
select count(*) as n, count(*) filter (where due.is_restored) as n_restored,
       (select count(*) from deals_due where is_restored) as n_deals,
       array(select distinct owner_id from deals_due where owner_id is not null) as owners
from (select is_restored from deals_due union all select is_restored from contacts_due union all select is_restored from tasks_due union all select is_restored from activities_due) due

-- Whatever belongs to these clients goes over to the target, and is noted.
with due_deals as materialized (
    select r.id, r.client_id, r.owner_id from deals r where r.org_id = :org_id::uuid and r.client_id = any (:ids::bigint[]) for update),
moved_deals as (
    update deals r set client_id = :target_id::bigint, revision = r.revision + 1, updated_at = now()
    from due_deals due where r.org_id = :org_id::uuid and r.id = due.id),
due_contacts as materialized (
    select r.id, r.client_id from contacts r where r.org_id = :org_id::uuid and r.client_id = any (:ids::bigint[]) for update),
moved_contacts as (
    update contacts r set client_id = :target_id::bigint, revision = r.revision + 1, updated_at = now()
    from due_contacts due where r.org_id = :org_id::uuid and r.id = due.id),
due_tasks as materialized (
    select r.id, r.client_id from tasks r where r.org_id = :org_id::uuid and r.client_id = any (:ids::bigint[]) for update),
moved_tasks as (
    update tasks r set client_id = :target_id::bigint, revision = r.revision + 1, updated_at = now()
    from due_tasks due where r.org_id = :org_id::uuid and r.id = due.id),
due_activities as materialized (
    select r.id, r.client_id from activities r where r.org_id = :org_id::uuid and r.client_id = any (:ids::bigint[]) for update),
moved_activities as (
    update activities r set client_id = :target_id::bigint, revision = r.revision + 1, updated_at = now()
    from due_activities due where r.org_id = :org_id::uuid and r.id = due.id),
kept as (
    insert into client_merges (org_id, operation_id, entity, row_id, target_id, client_id)
    select :org_id::uuid, :operation_id::uuid, 'deal', id, :target_id::bigint, client_id from due_deals
    union all
    select :org_id::uuid, :operation_id::uuid, 'contact', id, :target_id::bigint, client_id from due_contacts
    union all
    select :org_id::uuid, :operation_id::uuid, 'task', id, :target_id::bigint, client_id from due_tasks
    union all
    select :org_id::uuid, :operation_id::uuid, 'activity', id, :target_id::bigint, client_id from due_activities)
select (select count(*) from due_deals) as deals, (select count(*) from due_contacts) as contacts,
       (select count(*) from due_tasks) as tasks, (select count(*) from due_activities) as activities,
       array(select distinct owner_id from due_deals where owner_id is not null) as _owners

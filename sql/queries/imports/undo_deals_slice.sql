-- The next rows of an import, by id, become what they were before, in columns that are locked; in their places, or where
-- somebody else stands there now, on top. Those that somebody changed since, or that something hangs on that the import has
-- made, only where that is asked for. Answers also who is concerned: the deals' owners, and their clients as they were until now.
with slice as materialized (
    select b.row_id, b.before, b.revision
    from before_images b
    where b.org_id = :org_id::uuid and b.operation_id = :operation_id::uuid and b.row_id > :after::bigint
    order by b.row_id
    limit :at_most::bigint),
present as materialized (
    select d.id, d.revision, d.owner_id, d.client_id, d.stage_id, d.stage_entered_at,
           s.before is null and deal_has_company(d) as has_company
    from slice s join deals d on d.org_id = :org_id::uuid and d.id = s.row_id
    for update of d),
due as materialized (
    select s.row_id, p.id is not null as is_there, s.before is null as was_made, p.stage_id as now_stage_id,
           p.stage_entered_at as now_entered_at, p.owner_id as now_owner_id, p.client_id as now_client_id, was.title, was.amount,
           was.currency, was.rank, was.expected_close_date, was.source, was.tags, was.lost_reason, was.closed_at,
           was.stage_entered_at, was.custom, was.revision, was.created_at, stage.pipeline_id, stage.id as stage_id,
           (select c.id from clients c where c.org_id = :org_id::uuid and c.id = was.client_id) as client_id,
           (select c.id from contacts c where c.org_id = :org_id::uuid and c.id = was.contact_id) as contact_id,
           (select u.id from users u where u.org_id = :org_id::uuid and u.id = was.owner_id) as owner_id
    from slice s
    left join present p on p.id = s.row_id
    cross join lateral jsonb_populate_record(null::deals, s.before) was
    left join deal_stages stage on stage.org_id = :org_id::uuid and stage.id = was.stage_id
    where (p.revision is not distinct from s.revision and not coalesce(p.has_company, false) or :restores_changed::boolean)
      and (:own_id::uuid is null or p.id is null or p.owner_id = :own_id::uuid)
      and (s.before is null or stage.id is not null)),
place as materialized (
    select d.row_id,
           case when exists (select from deals o
                             where o.org_id = :org_id::uuid and o.stage_id = d.stage_id and o.rank = d.rank and o.id <> d.row_id)
                then floor((select min(o.rank) from deals o where o.org_id = :org_id::uuid and o.stage_id = d.stage_id))
                     - row_number() over (partition by d.stage_id order by d.rank desc)
                else d.rank end as rank
    from due d
    where not d.was_made),
removed as (
    delete from deals p
    using due d
    where p.org_id = :org_id::uuid and p.id = d.row_id and d.was_made and d.is_there
    returning p.id),
restored as (
    update deals p
    set title = d.title, amount = d.amount, currency = d.currency, pipeline_id = d.pipeline_id, stage_id = d.stage_id,
        rank = l.rank, client_id = d.client_id, contact_id = d.contact_id, owner_id = d.owner_id,
        expected_close_date = d.expected_close_date, source = d.source, tags = d.tags, lost_reason = d.lost_reason,
        closed_at = d.closed_at, stage_entered_at = d.stage_entered_at, custom = d.custom,
        revision = p.revision + 1, updated_at = now()
    from due d join place l on l.row_id = d.row_id
    where p.org_id = :org_id::uuid and p.id = d.row_id and not d.was_made and d.is_there
    returning p.id),
unsaid as ( -- the move of which the import has told
    delete from activities a
    using due d
    where a.org_id = :org_id::uuid and a.deal_id = d.row_id and a.type = 'stage_change' and d.is_there and not d.was_made
      and d.now_stage_id <> d.stage_id and a.to_stage_id = d.now_stage_id and a.happened_at = d.now_entered_at),
returned as (
    insert into deals (org_id, id, title, amount, currency, pipeline_id, stage_id, rank, client_id, contact_id, owner_id,
                       expected_close_date, source, tags, lost_reason, closed_at, stage_entered_at, custom, revision, created_at)
    select :org_id::uuid, d.row_id, d.title, d.amount, d.currency, d.pipeline_id, d.stage_id, l.rank, d.client_id, d.contact_id,
           d.owner_id, d.expected_close_date, d.source, d.tags, d.lost_reason, d.closed_at, d.stage_entered_at, d.custom,
           d.revision + 1, d.created_at
    from due d join place l on l.row_id = d.row_id
    where not d.was_made and not d.is_there
    returning id),
forgotten as (
    delete from before_images b
    where b.org_id = :org_id::uuid and b.operation_id = :operation_id::uuid
      and b.row_id > :after::bigint and b.row_id <= (select max(row_id) from slice)
      and b.row_id = any (array(select d.row_id from due d)))
select (select count(*) from slice) as n, (select max(row_id) from slice) as last,
       (select count(*) from removed) + (select count(*) from restored) + (select count(*) from returned)
       + (select count(*) from due where was_made and not is_there) as n_restored,
       array(select distinct o.id from due d cross join lateral (values (d.now_owner_id), (d.owner_id)) o (id) where o.id is not null)
           as owners,
       array(select distinct d.now_client_id from due d where d.now_client_id is not null) as clients

-- Rows of an import as deals, whose clients are there and whose columns are locked. Those that come into a column stand on top
-- of it in the order of the file. Answers an outcome an item, in their order, and whose the deal was and is.
with clock as materialized (
    select clock_timestamp() as at), -- now() may lie before what was waited for
fit as materialized (
    select f.n, f.item, f.id, f.stage_id, f.was_stage_id, f.client_id, f.owner_id, f.outcome
    from fit_deals(:org_id::uuid, :import_id::uuid, :own_id::uuid, :actor_id::uuid, :items::jsonb) f),
top as materialized (
    select s.stage_id, import_top(:org_id::uuid, :import_id::uuid, s.stage_id, :first_row::bigint, (select count(*) from fit)) as rank
    from (select distinct f.stage_id from fit f
          where f.outcome = 'created' or f.outcome = 'updated' and f.stage_id <> f.was_stage_id) s),
place as materialized (
    select f.n, s.id as stage_id, s.pipeline_id, s.kind, t.rank + 0.00000001 * (:first_row::bigint + f.n) as rank
    from fit f
    join deal_stages s on s.org_id = :org_id::uuid and s.id = f.stage_id
    left join top t on t.stage_id = f.stage_id),
target as materialized (
    select f.n, f.item, f.client_id, f.owner_id, d.id, d.revision, d.stage_id as was_stage_id, d.owner_id as was_owner_id,
           d.stage_entered_at as was_entered_at, was.kind as was_kind, d.stage_id <> f.stage_id as is_moved,
           to_jsonb(d) - 'search_text' as before
    from fit f
    join deals d on d.org_id = :org_id::uuid and d.id = f.id
    join deal_stages was on was.org_id = d.org_id and was.id = d.stage_id
    where f.outcome in ('updated', 'unchanged')
    for update of d),
updated as (
    update deals d
    set title = coalesce(t.item ->> 'title', d.title),
        amount = coalesce((t.item ->> 'amount')::numeric, d.amount),
        currency = coalesce(t.item ->> 'currency', d.currency),
        pipeline_id = p.pipeline_id,
        stage_id = p.stage_id,
        rank = case when t.is_moved then p.rank else d.rank end,
        client_id = t.client_id,
        owner_id = t.owner_id,
        expected_close_date = case when t.item ? 'expected_close_date' then (t.item ->> 'expected_close_date')::date
                                   else d.expected_close_date end,
        source = case when t.item ? 'source' then t.item ->> 'source' else d.source end,
        tags = case when t.item ? 'tags' then jsonb_texts(t.item -> 'tags') else d.tags end,
        lost_reason = case when p.kind = 'lost' then coalesce(t.item ->> 'lost_reason', d.lost_reason) end,
        closed_at = case when p.kind = 'open' then null when p.kind = t.was_kind then coalesce(d.closed_at, k.at) else k.at end,
        stage_entered_at = case when t.is_moved then k.at else d.stage_entered_at end,
        revision = d.revision + 1,
        updated_at = k.at
    from target t join place p on p.n = t.n cross join clock k
    where d.org_id = :org_id::uuid and d.id = t.id
    returning d.id, d.revision, t.n),
moved as (
    insert into activities (org_id, type, happened_at, deal_id, client_id, author_id, from_stage_id, to_stage_id, stage_seconds)
    select :org_id::uuid, 'stage_change', k.at, t.id, t.client_id, :actor_id::uuid, t.was_stage_id, p.stage_id,
           greatest(extract(epoch from k.at - t.was_entered_at), 0)::bigint
    from target t join place p on p.n = t.n cross join clock k
    where t.is_moved),
created as (
    insert into deals (org_id, title, amount, currency, pipeline_id, stage_id, rank, client_id, owner_id, expected_close_date,
                       source, tags, lost_reason, closed_at, stage_entered_at)
    select :org_id::uuid, f.item ->> 'title', coalesce((f.item ->> 'amount')::numeric, 0),
           coalesce(f.item ->> 'currency', (select currency from organizations where id = :org_id::uuid)), p.pipeline_id, p.stage_id,
           p.rank, f.client_id, f.owner_id, (f.item ->> 'expected_close_date')::date, f.item ->> 'source',
           jsonb_texts(f.item -> 'tags'), f.item ->> 'lost_reason', case when p.kind <> 'open' then k.at end, k.at
    from fit f join place p on p.n = f.n cross join clock k
    where f.outcome = 'created'
    order by f.n
    returning id, revision),
kept as (
    insert into before_images (org_id, operation_id, row_id, before, revision)
    select :org_id::uuid, :operation_id::uuid, t.id, t.before, u.revision
    from target t join updated u on u.n = t.n
    where u.revision <> t.revision
    union all
    select :org_id::uuid, :operation_id::uuid, c.id, null, c.revision
    from created c
    on conflict (org_id, operation_id, row_id) do update set revision = excluded.revision)
select f.n, case when u.revision = t.revision then 'unchanged' when u.revision <> t.revision then 'updated' else f.outcome end as outcome,
       f.owner_id, t.was_owner_id
from fit f
left join target t on t.n = f.n
left join updated u on u.n = f.n
order by f.n

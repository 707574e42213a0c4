-- No row: there is no such deal. Otherwise the next items behind `before_…`, the newest first, or one row with nothing in it
-- where there are none. Each kind is read as far as the page could need, and what is shown of a row is put together for
-- those that are on it.
with deal as (
    select d.id
    from deals d
    where d.org_id = :org_id::uuid and d.id = :id::bigint and (:own_id::uuid is null or d.owner_id = :own_id::uuid)),
found as (
    (select 'activity' as kind, a.id, a.happened_at as at, a.type, a.author_id as actor_id, null::events as event
     from activities a
     where exists (select from deal) and a.org_id = :org_id::uuid and a.deal_id = :id::bigint
       and (:kind::text is null or :kind::text = 'activity')
       and a.happened_at <= coalesce(:before_at::timestamptz, 'infinity')
       and (:before_at::timestamptz is null
            or (a.happened_at, 'activity', a.id) < (:before_at::timestamptz, :before_kind::text, :before_id::bigint))
     order by a.happened_at desc, a.id desc
     limit :at_most::bigint)
    union all
    (select 'task', t.id, t.created_at, t.status, t.created_by, null
     from tasks t
     where exists (select from deal) and t.org_id = :org_id::uuid and t.deal_id = :id::bigint
       and (:kind::text is null or :kind::text = 'task')
       and (:before_at::timestamptz is null
            or (t.created_at, 'task', t.id) < (:before_at::timestamptz, :before_kind::text, :before_id::bigint))
     order by t.created_at desc, t.id desc
     limit :at_most::bigint)
    union all
    (select 'change', e.id, e.at, e.action, e.actor, e
     from events e
     where exists (select from deal) and e.org_id = :org_id::uuid and e.entity = 'deal' and e.entity_id = :id::bigint::text
       and (:kind::text is null or :kind::text = 'change')
       and e.at <= coalesce(:before_at::timestamptz, 'infinity')
       and (e.action <> 'updated' or not e.changed <@ fields_of_moves())
       and (:before_at::timestamptz is null
            or (e.at, 'change', e.id) < (:before_at::timestamptz, :before_kind::text, :before_id::bigint))
     order by e.at desc, e.id desc
     limit :at_most::bigint)
    order by at desc, kind desc, id desc
    limit :at_most::bigint)
select f.kind, f.id, f.at, f.type, f.actor_id, coalesce(u.full_name, k.name) as actor_name,
       case f.kind when 'activity' then activity_json(:org_id::uuid, f.id) end as activity,
       case f.kind when 'task' then task_json(:org_id::uuid, f.id) end as task,
       coalesce(told_changes(f.event), '{}') as changed,
       case when f.type = 'updated' then only_keys((f.event).before, told_changes(f.event)) end as before,
       case when f.type = 'updated' then only_keys((f.event).data, told_changes(f.event)) end as after,
       f.at::text as _at
from deal d
left join found f on true
left join users u on u.org_id = :org_id::uuid and u.id = f.actor_id
left join api_keys k on k.org_id = :org_id::uuid and k.id = f.actor_id
order by f.at desc, f.kind desc, f.id desc

select e.id, e.at, e.actor, coalesce(u.full_name, k.name) as actor_name,
       case when u.id is not null then 'user' when k.id is not null then 'api_key' end as actor_kind,
       e.entity, e.entity_id, e.action, e.changed, e.data, e.before, e.note, extract(epoch from e.at)::bigint as _at_s
from (select *
      from events
      where org_id = :org_id::uuid
        and (:below::bigint is null or id < :below::bigint)
        and (:since::timestamptz is null or at >= :since::timestamptz)
        and (:until::timestamptz is null or at < :until::timestamptz)
        and (:entity::text is null or entity = :entity::text)
        and (:entity_id::text is null or entity_id = :entity_id::text)
        and (:action::text is null or action = :action::text)
        and (:actor::uuid is null or actor = :actor::uuid)
      order by id desc
      limit :at_most::bigint) e
left join users u on u.org_id = :org_id::uuid and u.id = e.actor
left join api_keys k on k.org_id = :org_id::uuid and k.id = e.actor
order by e.id desc

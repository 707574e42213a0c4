-- At most so many are counted; null: all.
select count(*) as total
from (select from events
      where org_id = :org_id::uuid
        and (:since::timestamptz is null or at >= :since::timestamptz)
        and (:until::timestamptz is null or at < :until::timestamptz)
        and (:entity::text is null or entity = :entity::text)
        and (:entity_id::text is null or entity_id = :entity_id::text)
        and (:action::text is null or action = :action::text)
        and (:actor::uuid is null or actor = :actor::uuid)
      limit :at_most::bigint) e

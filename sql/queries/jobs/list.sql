-- The ids are ordered by time.
select r.*
from job_rows r
where r._org_id = :org_id::uuid and (r.resource = any (:resources::text[]) or r.resource = any (:own_resources::text[]) and r.created_by = :actor_id::uuid)
  and (:kind::text is null or r.kind = :kind::text)
  and (:state::text is null or r.state = :state::text)
order by r.id desc
limit :page_size::bigint offset (:page::bigint - 1) * :page_size::bigint

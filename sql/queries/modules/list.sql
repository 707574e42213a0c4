-- The place is counted before the filters are applied: it is the place on the board. The one sort serves both the count
-- and the order of the answer.
select *
from (select c.*, row_number() over (partition by c._column order by c._rank) - 1 as "order"
      from (select r.*, array_position(array['active', 'testing', 'inactive', 'archived'], r.status) as _column
            from module_rows r
            where r._org_id = :org_id::uuid) c) r
where (:status::text is null or r.status = :status::text)
  and (:platform::text is null or r.platform = :platform::text)
  and (:is_healthy::text is null or coalesce(r.is_healthy::text, 'null') = :is_healthy::text)
  and (:pattern::text is null or r.name ilike :pattern::text or r.platform ilike :pattern::text
       or r.description ilike :pattern::text)
order by r._column, r._rank

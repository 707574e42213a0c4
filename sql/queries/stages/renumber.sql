-- Puts the others around the stage that has its place, in the order they had; without one, closes the gaps.
update deal_stages d
set place = o.place,
    revision = d.revision + 1,
    updated_at = now()
from (select n.id, n.at + (n.at >= coalesce(n.taken, n.at + 1))::integer as place
      from (select s.id, (row_number() over (order by s.place, s.id) - 1)::integer as at,
                   (select m.place from deal_stages m where m.org_id = :org_id::uuid and m.id = :id::bigint) as taken
            from deal_stages s
            where s.org_id = :org_id::uuid and s.pipeline_id = :pipeline_id::bigint and s.id is distinct from :id::bigint) n) o
where d.org_id = :org_id::uuid and d.id = o.id and d.place <> o.place

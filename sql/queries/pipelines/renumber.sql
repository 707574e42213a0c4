-- Puts the others around the one that has its place, in the order they had; without one, closes the gaps.
update pipelines p
set place = o.place,
    revision = p.revision + 1,
    updated_at = now()
from (select n.id, n.at + (n.at >= coalesce(n.taken, n.at + 1))::integer as place
      from (select s.id, (row_number() over (order by s.place, s.id) - 1)::integer as at,
                   (select m.place from pipelines m where m.org_id = :org_id::uuid and m.id = :id::bigint) as taken
            from pipelines s
            where s.org_id = :org_id::uuid and s.id is distinct from :id::bigint) n) o
where p.org_id = :org_id::uuid and p.id = o.id and p.place <> o.place

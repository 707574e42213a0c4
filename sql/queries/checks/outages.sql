-- The newest 500 outages that lasted into the last :hours hours. They do not overlap, so at most one began before.
select to_char(o.started_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as started_at,
       to_char(o.ended_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ended_at,
       extract(epoch from coalesce(o.ended_at, now()) - o.started_at)::bigint as duration_s, o.checks, o.error
from module_outages o
where o.org_id = :org_id::uuid and o.module_id = :module_id::uuid
  and (o.ended_at is null or o.ended_at > now() - make_interval(hours => :hours::integer))
  and o.started_at >= coalesce((select max(b.started_at)
                                from module_outages b
                                where b.org_id = :org_id::uuid and b.module_id = :module_id::uuid
                                  and b.started_at < now() - make_interval(hours => :hours::integer)), '-infinity')
order by o.started_at desc
limit 500

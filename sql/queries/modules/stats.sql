select count(*) as total,
       jsonb_build_object('active', count(*) filter (where r.status = 'active'),
                          'testing', count(*) filter (where r.status = 'testing'),
                          'inactive', count(*) filter (where r.status = 'inactive'),
                          'archived', count(*) filter (where r.status = 'archived')) as by_status,
       jsonb_build_object('healthy', count(*) filter (where r.status <> 'archived' and r.is_healthy and not r.is_degraded),
                          'degraded', count(*) filter (where r.status <> 'archived' and r.is_healthy and r.is_degraded),
                          'unhealthy', count(*) filter (where r.status <> 'archived' and not r.is_healthy),
                          'unknown', count(*) filter (where r.status <> 'archived' and r.is_healthy is null)) as by_health
from module_rows r
where r._org_id = :org_id::uuid

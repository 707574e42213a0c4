-- Why a module may not become active: what its last check found, and whether that is recent enough to count.
select m.revision, m.status, h.checked_at is not null as is_checked, h.is_healthy, h.status_code, h.latency_ms,
       h.checked_at, h.error,
       coalesce(module_check_is_stale(m, h.checked_at), false) as is_stale
from platform_modules m left join module_health h on h.org_id = m.org_id and h.module_id = m.id
where m.org_id = :org_id::uuid and m.id = :id::uuid

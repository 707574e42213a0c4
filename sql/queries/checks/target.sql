select t.org_id, t.module_id, t.api_url, t.health_endpoint, t.headers, t.timeout_ms, t.retries, t.expected_status,
       t.degraded_ms, t.key, null as next_at
from check_targets t
where t.org_id = :org_id::uuid and t.module_id = :module_id::uuid

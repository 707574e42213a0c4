select request_hash = decode(:request_hash::text, 'hex') as is_same, status, to_json(headers) as headers,
       convert_from(body, 'UTF8') as body
from idempotency_keys
where org_id = :org_id::uuid and actor = :actor::uuid and operation = :operation::text and key = :key::text
  and created_at > now() - interval '24 hours'

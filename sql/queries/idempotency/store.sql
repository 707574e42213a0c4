insert into idempotency_keys (org_id, actor, operation, key, request_hash, status, headers, body)
values (:org_id::uuid, :actor::uuid, :operation::text, :key::text, decode(:request_hash::text, 'hex'),
        :status::integer, :headers::text[], convert_to(:body::text, 'UTF8'))
on conflict (org_id, actor, operation, key) do update
set request_hash = excluded.request_hash, status = excluded.status, headers = excluded.headers, body = excluded.body,
    created_at = now()

-- mode: write
select make_clients_of_deals(:org_id::uuid, :import_id::uuid, :operation_id::uuid, :own_id::uuid, :actor_id::uuid, :items::jsonb) as n

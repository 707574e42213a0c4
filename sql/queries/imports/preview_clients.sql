select f.n, f.outcome
from fit_clients(:org_id::uuid, :import_id::uuid, :actor_id::uuid, :items::jsonb) f
order by f.n

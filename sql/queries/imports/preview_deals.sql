select f.n, f.outcome
from fit_deals(:org_id::uuid, :import_id::uuid, :own_id::uuid, :actor_id::uuid, :items::jsonb) f
order by f.n

select u.email, u.password_hash
from users u
where u.org_id = :org_id::uuid and u.id = :id::uuid

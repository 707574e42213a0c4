-- Holds the row until the transaction ends: so nobody can take the job over before what is written in its name is there.
update jobs j
set lease_until = now() + make_interval(secs => :lease_s::integer)
where j.org_id = :org_id::uuid and j.id = :id::uuid and j.lease_id = :lease_id::uuid
returning j.is_cancel_requested

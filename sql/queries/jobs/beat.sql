-- scope: system -- a process renews the leases of all it runs at once
-- A row that is locked is left alone, so that one job cannot cost the others their leases.
with mine as (
    select *
    from unnest(:org_ids::uuid[], :ids::uuid[], :lease_ids::uuid[], :progress::jsonb[])
         as m (org_id, id, lease_id, progress)),
free as (
    select j.org_id, j.id, m.progress
    from mine m join jobs j on j.org_id = m.org_id and j.id = m.id and j.lease_id = m.lease_id
    for update of j skip locked),
renewed as (
    update jobs j
    set lease_until = now() + make_interval(secs => :lease_s::integer), progress = coalesce(f.progress, j.progress)
    from free f
    where j.org_id = f.org_id and j.id = f.id
    returning j.lease_id)
select m.lease_id, j.id is not null as is_held, r.lease_id is not null as is_renewed,
       coalesce(j.is_cancel_requested, false) as is_cancelled
from mine m
left join jobs j on j.org_id = m.org_id and j.id = m.id and j.lease_id = m.lease_id
left join renewed r on r.lease_id = m.lease_id

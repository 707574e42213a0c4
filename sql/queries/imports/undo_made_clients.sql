-- Clients that an import of deals has made go with the deals, unless something hangs on them or somebody has changed them.
with gone as (
    delete from clients c
    using import_clients k
    where k.org_id = :org_id::uuid and k.operation_id = :operation_id::uuid and k.client_id = any (:ids::bigint[])
      and c.org_id = k.org_id and c.id = k.client_id and (c.revision = k.revision or :restores_changed::boolean)
      and not client_has_company(c)
    returning c.id)
select count(*) as n from gone

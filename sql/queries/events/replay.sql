-- A page of one organisation's events in their order. Data beyond 64 KiB stays behind.
select org_id, id, entity,
       case when entity = 'job' then data ->> 'resource' when action = 'exported' then 'audit' end as resource, -- exports: of no feed
       entity || '.' || action as type, entity_id, actor,
       to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at,
       extract(epoch from at)::bigint as at_s,
       array_to_json(changed)::text as changed, coalesce(owners_after, owners_before)::text as owners,
       owners_before::text as owners_before, action = 'changed' as is_of_many,
       case when octet_length(data::text) <= 65536 then data::text end as data
from events
where org_id = :org_id::uuid and id > :after::bigint and id <= :upto::bigint
order by id
limit :count::bigint

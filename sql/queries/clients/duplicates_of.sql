-- As duplicates.sql, of one client alone: each other one is in the group of the surest thing it shares.
with own as (
    select * from clients c where c.org_id = :org_id::uuid and c.id = :id::bigint),
found as (
    (select 1 as sureness, 'bin_iin' as reason, o.bin_iin as value, c.id, 1::real as likeness
     from own o join clients c on c.org_id = :org_id::uuid and c.bin_iin is not null and c.bin_iin = o.bin_iin
     where c.id <> o.id order by c.id limit 19)
    union all
    (select 2, 'phone', o.phone, c.id, 1
     from own o join clients c on c.org_id = :org_id::uuid and c.phone is not null and c.phone = o.phone
     where c.id <> o.id and c.bin_iin = o.bin_iin is not true order by c.id limit 19)
    union all
    (select 3, 'email', lower(o.email), c.id, 1
     from own o join clients c on c.org_id = :org_id::uuid and c.email is not null and lower(c.email) = lower(o.email)
     where c.id <> o.id and (c.bin_iin = o.bin_iin or c.phone = o.phone) is not true order by c.id limit 19)
    union all
    (select 4, 'name', o.name, c.id, similarity(client_name_key(c.name), client_name_key(o.name)) as likeness
     from own o cross join clients_of_like_name(:org_id::uuid, o.name) c
     where c.id <> o.id
       and (c.bin_iin = o.bin_iin or c.phone = o.phone or lower(c.email) = lower(o.email)) is not true
     order by likeness desc, c.id limit 19))
select f.sureness as _group, f.reason as _reason, f.value as _value, r.*
from (select * from found
      union all
      select f.sureness, f.reason, f.value, o.id, 2 from found f cross join own o group by 1, 2, 3, 4) f
join client_rows r on r._org_id = :org_id::uuid and r.id = f.id
order by f.sureness, f.likeness desc, r.id

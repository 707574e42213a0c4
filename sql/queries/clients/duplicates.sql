-- Clients that may be the same, a row each, in groups, the surest first: those of one number, of one telephone, of one e-mail,
-- of nearly one name. Clients that share something surer are not in a group again. Names are compared with their neighbours
-- alone, from the left and from the right, so the work grows with the clients and not with their pairs; each step is left out
-- when those before it have found enough. Last come those of one name whose numbers tell them apart.
with number as materialized (
    select c.bin_iin as value
    from clients c
    where c.org_id = :org_id::uuid and c.bin_iin is not null
    group by c.bin_iin having count(*) > 1
    order by c.bin_iin
    limit :at_most::bigint),
by_number as materialized (
    select 1 as sureness, 'bin_iin' as reason, v.value, array_agg(c.id order by c.id) as ids, count(*) as n, 1::real as likeness
    from number v join clients c on c.org_id = :org_id::uuid and c.bin_iin = v.value
    group by v.value),
phone as materialized (
    select c.phone as value
    from clients c
    where c.org_id = :org_id::uuid and c.phone is not null and (select count(*) from by_number) < :at_most::bigint
    group by c.phone having count(*) > 1
    order by c.phone
    limit 1000),
by_phone as materialized (
    select 2, 'phone', v.value, array_agg(c.id order by c.id), count(*), 1::real
    from phone v join clients c on c.org_id = :org_id::uuid and c.phone = v.value
    group by v.value
    having count(c.bin_iin) < count(*) or count(distinct c.bin_iin) > 1),
email as materialized (
    select lower(c.email) as value
    from clients c
    where c.org_id = :org_id::uuid and c.email is not null
      and (select count(*) from by_number) + (select count(*) from by_phone) < :at_most::bigint
    group by lower(c.email) having count(*) > 1
    order by lower(c.email)
    limit 1000),
by_email as materialized (
    select 3, 'email', v.value, array_agg(c.id order by c.id), count(*), 1::real
    from email v join clients c on c.org_id = :org_id::uuid and lower(c.email) = v.value
    group by v.value
    having (count(c.bin_iin) < count(*) or count(distinct c.bin_iin) > 1)
       and (count(c.phone) < count(*) or count(distinct c.phone) > 1)),
exact as materialized (
    select * from by_number union all select * from by_phone union all select * from by_email),
left_pair as materialized (
    select p.id, p.before_id, p.key, similarity(p.before_key, p.key) as likeness
    from (select c.id, lag(c.id) over w as before_id, client_name_key(c.name) collate "C" as key,
                 lag(client_name_key(c.name) collate "C") over w as before_key
          from clients c
          where c.org_id = :org_id::uuid and client_name_key(c.name) collate "C" is not null
            and (select count(*) from exact) < :at_most::bigint
          window w as (order by client_name_key(c.name) collate "C", c.id)) p
    where case when begin_alike(p.before_key, p.key) then keys_are_near(p.before_key, p.key) end
    limit 1000),
right_pair as materialized (
    select p.id, p.before_id, p.key, similarity(reverse(p.before_key), reverse(p.key)) as likeness
    from (select c.id, lag(c.id) over w as before_id, reverse(client_name_key(c.name)) collate "C" as key,
                 lag(reverse(client_name_key(c.name)) collate "C") over w as before_key
          from clients c
          where c.org_id = :org_id::uuid and reverse(client_name_key(c.name)) collate "C" is not null
            and (select count(*) from exact) + (select count(*) from left_pair) < :at_most::bigint
          window w as (order by reverse(client_name_key(c.name)) collate "C", c.id)) p
    where case when begin_alike(p.before_key, p.key) then keys_are_near(reverse(p.before_key), reverse(p.key)) end
    limit 1000),
-- Pairs that hang together, one behind the other, are one group.
chained as (
    select 0 as side, l.*, lag(l.id) over (order by l.key, l.id) is distinct from l.before_id as is_first from left_pair l
    union all
    select 1, r.*, lag(r.id) over (order by r.key, r.id) is distinct from r.before_id from right_pair r),
pair as (
    select c.*, count(*) filter (where c.is_first) over (partition by c.side order by c.key, c.id) as chain
    from chained c),
member as (
    select p.side, p.chain, m.id, min(p.likeness) as likeness
    from pair p cross join lateral (values (p.id), (p.before_id)) m (id)
    group by p.side, p.chain, m.id),
by_name as (
    select case when count(distinct c.bin_iin) > 1 then 5 else 4 end, 'name', (array_agg(c.name order by c.id))[1]::text,
           array_agg(c.id order by c.id), count(*), min(m.likeness)
    from member m join clients c on c.org_id = :org_id::uuid and c.id = m.id
    group by m.side, m.chain
    having (count(c.bin_iin) < count(*) or count(distinct c.bin_iin) > 1)
       and (count(c.phone) < count(*) or count(distinct c.phone) > 1)
       and (count(c.email) < count(*) or count(distinct lower(c.email)) > 1)),
ranked as (
    select e.*, row_number() over (order by e.sureness, e.likeness desc, e.n desc, e.value, e.ids) as place
    from (select distinct on (ids) * from (select * from exact union all select * from by_name) g order by ids, sureness) e
    order by place
    limit :at_most::bigint)
select g.place as _group, g.reason as _reason, g.value as _value, r.*
from ranked g
cross join lateral unnest(g.ids[1:20]) with ordinality i (id, n)
join client_rows r on r._org_id = :org_id::uuid and r.id = i.id
order by g.place, i.n

-- One person for each role, with passwords that everybody knows: Admin123!, Office123! and so on. Addresses that somebody
-- has stay his.
update users u
set email = 'admin@oppo.kz',
    password_hash = '$argon2id$v=19$m=19456,t=2,p=1$QMPez3KDAXdgeyln7Ae3Iw$5VudTIwEXYPuuDSx99bw5E0at31/iXyFqzQFUcvL7Qs',
    revision = u.revision + 1, updated_at = now()
from (select id from organizations order by created_at, id limit 1) o
where u.org_id = o.id and u.email = 'admin@localhost' and u.password_hash is null
  and not exists (select from users t where lower(t.email) = 'admin@oppo.kz');
insert into users (org_id, id, email, username, full_name, role, password_hash)
select o.id, v.id, v.email, free_username(v.email), v.full_name, v.role, v.password_hash
from (select id from organizations order by created_at, id limit 1) o,
     (values ('01920000-0000-7000-8000-000000000101'::uuid, 'admin@oppo.kz', 'Администратор', 'admin',
              '$argon2id$v=19$m=19456,t=2,p=1$QMPez3KDAXdgeyln7Ae3Iw$5VudTIwEXYPuuDSx99bw5E0at31/iXyFqzQFUcvL7Qs'),
             ('01920000-0000-7000-8000-000000000102', 'office@oppo.kz', 'Айгерим Сатпаева', 'office',
              '$argon2id$v=19$m=19456,t=2,p=1$FN8juBANfzvl6/DFx11reQ$wtYtqbz2GK2DLHrqlw7v+Gm+RL2NImP8pHU1w9MQKQY'),
             ('01920000-0000-7000-8000-000000000103', 'supervisor@oppo.kz', 'Данияр Ахметов', 'supervisor',
              '$argon2id$v=19$m=19456,t=2,p=1$/SIkaOBwjtPNCLHeARyyFQ$zHb1jHsoCVVJ+Z4QTbUNi6Yh+oy8TC4e3IBu2NGqQWU'),
             ('01920000-0000-7000-8000-000000000104', 'promoter@oppo.kz', 'Әсел Қасымова', 'promoter',
              '$argon2id$v=19$m=19456,t=2,p=1$zwUHLjHEJ7LV15/uLpOgDA$5dmye+qCeu8MeVR7vf/Lhgy9R81v7W6kUF0Anb8NFLE'),
             ('01920000-0000-7000-8000-000000000105', 'manager@oppo.kz', 'Арман Жумабеков', 'manager',
              '$argon2id$v=19$m=19456,t=2,p=1$L0Fm2tPEF/X6pyCHvf12aA$1zpMafnht+ObP2V0svg/PFvHGXGd4eKSZB9HnKP600c'),
             ('01920000-0000-7000-8000-000000000106', 'employee@oppo.kz', 'Ольга Ким', 'employee',
              '$argon2id$v=19$m=19456,t=2,p=1$Mqw67Cl4vfTFxvYT3rUXVg$mOitRkfFStRhJk2FX8SeKN5IIRJ06NhnWY26hPuy5WQ')
     ) v (id, email, full_name, role, password_hash)
on conflict do nothing;

-- A month of a team that sells phones and tablets to companies and people in Kazakhstan: whom it sells to, what it hopes for
-- and what it has done about it. Days are counted back from today, working days alone, so that whenever it is put in it looks
-- as if somebody had just been at work. Names and numbers are made up: numbers of companies and people have a right check
-- digit, telephone numbers are of a block that nobody has, and `.example` is nobody's domain.
lock table pipelines, deal_stages, clients, contacts, deals, tasks, activities in share row exclusive mode;

create temporary table example_ground on commit drop as
select o.id as org_id, o.time_zone, (now() at time zone o.time_zone)::date as today,
       (select coalesce(max(id), 0) from pipelines) as pipelines, (select coalesce(max(id), 0) from deal_stages) as stages,
       (select coalesce(max(id), 0) from clients) as clients, (select coalesce(max(id), 0) from contacts) as contacts,
       (select coalesce(max(id), 0) from deals) as deals, (select coalesce(max(id), 0) from tasks) as tasks,
       (select coalesce(max(id), 0) from activities) as activities
from organizations o
order by o.created_at, o.id
limit 1;

create temporary table example_people on commit drop as
select split_part(u.email, '@', 1) as name, u.id
from users u join example_ground g on g.org_id = u.org_id
where lower(u.email) in ('admin@oppo.kz', 'supervisor@oppo.kz', 'manager@oppo.kz', 'employee@oppo.kz');

-- The n-th working day before today; 0: today.
create temporary table example_days on commit drop as
select row_number() over (order by d desc) as n, d::date as day
from example_ground g, generate_series(g.today - 1, g.today - 200, interval '-1 day') d
where extract(isodow from d) < 6
union all
select 0, g.today from example_ground g;

-- A moment of that working day, the same each time for the same word.
create function pg_temp.example_time(n bigint, word text) returns timestamptz
language sql as $$
    select (d.day + time '09:00' + (('x' || left(md5(word), 7))::bit(28)::integer % 540) * interval '1 minute') at time zone g.time_zone
    from example_days d, example_ground g
    where d.n = $1
$$;

-- ---- the pipeline ----

insert into pipelines (org_id, id, name, is_default, place)
select g.org_id, g.pipelines + 1, 'Продажи', not exists (select from pipelines p where p.org_id = g.org_id and p.is_default),
       (select count(*) from pipelines p where p.org_id = g.org_id)
from example_ground g;
insert into deal_stages (org_id, id, pipeline_id, name, color, place, kind, probability)
select g.org_id, g.stages + s.place + 1, g.pipelines + 1, s.name, s.color, s.place, s.kind, s.probability
from example_ground g, standard_stages() s
order by s.place;

-- ---- clients and the people there ----

insert into clients (org_id, id, name, bin_iin, phone, email, address, source, tags, owner_id, created_at, updated_at)
select g.org_id, g.clients + v.id, v.name, v.bin_iin, v.phone, v.email, v.address, v.source, v.tags::text[], p.id, t.at, t.at
from example_ground g
cross join (values
    (1, 'ТОО «Алтын Дала»', '120340010001', '+77020000100', 'zakup@altyn-dala.example',
     'Алматы, ул. Сатпаева, 22', 'Рекомендация', '{опт,постоянный}', 'manager', 118),
    (2, 'ТОО «Бірлік Құрылыс»', '090740020005', '+77050000137', 'office@birlik.example',
     'Астана, пр. Мәңгілік Ел, 55', 'Сайт', '{опт}', 'supervisor', 110),
    (3, 'ИП «Сейтқали»', '850612300003', '+77010000174', 'seitkali@mail.example',
     'Шымкент, ул. Байтурсынова, 7', 'OLX', '{}', 'manager', 96),
    (4, 'ТОО «Каспий Логистик»', '150440040002', '+77050000211', 'snab@kaspiy-log.example',
     'Актау, 12 мкр, 74', 'Рекомендация', '{опт,VIP}', 'supervisor', 92),
    (5, 'ТОО «Тұран Фарм»', '110240050005', '+77080000248', 'info@turan-farm.example',
     'Шымкент, ул. Тауке хана, 31', 'Satu', '{опт}', 'manager', 88),
    (6, 'ТОО «Достық Медикал»', '140140060004', '+77020000285', 'it@dostyk-med.example',
     'Алматы, пр. Достық, 132', 'Сайт', '{постоянный}', 'manager', 85),
    (7, 'ТОО «Ертіс Энерго»', '070640070004', '+77010000322', 'tender@ertis.example',
     'Павлодар, ул. Лермонтова, 44', 'Тендер', '{тендер}', 'supervisor', 84),
    (8, 'ТОО «Жетісу Агро»', '130940080006', '+77070000359', 'info@zhetisu-agro.example',
     'Талдыкорган, ул. Тауелсиздик, 9', 'Satu', '{опт}', 'manager', 80),
    (9, 'ТОО «Көкше Такси»', '180540090008', '+77070000396', 'park@kokshe-taxi.example',
     'Кокшетау, ул. Абая, 101', 'Instagram', '{рассрочка}', 'employee', 77),
    (10, 'ТОО «СтепьТранс»', '100840100005', '+77010000433', 'dispatch@steptrans.example',
     'Караганда, пр. Бухар жырау, 49', 'Рекомендация', '{опт,постоянный}', 'manager', 75),
    (11, 'ТОО «Мерей Оқу Орталығы»', '190240110007', '+77010000470', 'merey@oqu.example',
     'Алматы, ул. Жандосова, 60', 'Instagram', '{школа}', 'employee', 73),
    (12, 'ТОО «Нұр Отель»', '160740120007', '+77020000507', 'reception@nur-hotel.example',
     'Астана, ул. Кенесары, 18', 'Сайт', '{VIP}', 'supervisor', 70),
    (13, 'ТОО «Ақжол Курьер»', '200340130003', '+77050000544', 'hr@akzhol.example',
     'Алматы, ул. Розыбакиева, 247', 'Рекомендация', '{опт,постоянный}', 'manager', 69),
    (14, 'ТОО «Орал Мұнай Сервис»', '080940140001', '+77070000581', 'snab@oral-munai.example',
     'Уральск, пр. Назарбаева, 194', 'Тендер', '{тендер,VIP}', 'supervisor', 66),
    (15, 'ТОО «Тобыл Маркет»', '120640150008', '+77080000618', 'market@tobyl.example',
     'Костанай, ул. Баймагамбетова, 162', 'Satu', '{опт}', 'manager', 62),
    (16, 'ТОО «Сарыарқа Телеком»', '050440160002', '+77070000655', 'sales@saryarqa.example',
     'Караганда, ул. Ерубаева, 35', 'Сайт', '{опт}', 'supervisor', 60),
    (17, 'ИП «Ахметова»', '910305400004', '+77070000692', 'akhmetova@mail.example',
     'Алматы, ул. Гагарина, 124', 'Instagram', '{}', 'manager', 58),
    (18, 'ТОО «Шаңырақ Девелопмент»', '170840180006', '+77020000729', 'office@shanyraq.example',
     'Астана, ул. Сыганак, 29', 'Рекомендация', '{VIP}', 'admin', 55),
    (19, 'ТОО «Медеу Фитнес»', '210240190001', '+77020000766', 'club@medeu-fit.example',
     'Алматы, ул. Горная, 500', 'Instagram', '{}', 'employee', 50),
    (20, 'ТОО «Алатау Кофе»', '220540200005', '+77050000803', 'alatau@coffee.example',
     'Алматы, ул. Панфилова, 98', 'Instagram', '{рассрочка}', 'manager', 47),
    (21, 'ТОО «Болашақ Балабақша»', '180940210007', '+77050000840', 'bolashak@bala.example',
     'Тараз, ул. Толе би, 61', 'Сайт', '{школа}', 'employee', 45),
    (22, 'ТОО «Хан Тәңірі Турс»', '150640220008', '+77050000877', 'tour@khantengri.example',
     'Алматы, пр. Абылай хана, 79', 'Рекомендация', '{}', 'manager', 40),
    (23, 'ИП «Ким и партнёры»', '780921300008', '+77070000914', 'kim@partners.example',
     'Алматы, ул. Толе би, 189', 'Kaspi', '{постоянный}', 'supervisor', 38),
    (24, 'ТОО «Атырау Строй Монтаж»', '110540240001', '+77010000951', 'smeta@atyrau-sm.example',
     'Атырау, пр. Азаттык, 46', 'Тендер', '{тендер}', 'supervisor', 33),
    (25, 'ТОО «Семей Мебель»', '140840250005', '+77080000988', 'mebel@semey.example',
     'Семей, ул. Шакарима, 13', 'OLX', '{}', 'manager', 27),
    (26, 'ТОО «Өскемен Авто»', '090340260002', '+77070001025', 'auto@oskemen.example',
     'Усть-Каменогорск, пр. Сатпаева, 8', 'Kaspi', '{опт}', 'manager', 21),
    (27, 'Оспанова Айдана Серікқызы', '950714400005', '+77070001062', null,
     'Алматы', 'Kaspi', '{}', 'manager', 64),
    (28, 'Нұрланов Ерасыл', '990203300008', '+77010001099', 'erasyl@mail.example',
     'Астана', 'Kaspi', '{}', 'employee', 57),
    (29, 'Петренко Виктория', '880417400005', '+77020001136', null,
     'Караганда', 'OLX', '{}', 'manager', 52),
    (30, 'Төлегенов Бауыржан', '820930300007', '+77080001173', null,
     'Шымкент', 'Kaspi', '{рассрочка}', 'employee', 44),
    (31, 'Ли Александр', '760508300009', '+77020001210', 'ali@mail.example',
     'Алматы', 'Рекомендация', '{VIP}', 'supervisor', 41),
    (32, 'Садықова Гүлнәр', null, '+77010001247', null,
     'Тараз', 'WhatsApp', '{}', 'manager', 36),
    (33, 'Иманғали Нұрбек', '010611500006', '+77020001284', null,
     'Актобе', 'Instagram', '{}', 'employee', 30),
    (34, 'Кузнецова Мария', null, '+77010001321', 'maria@mail.example',
     'Костанай', 'OLX', '{рассрочка}', 'manager', 25),
    (35, 'Жақсылық Дана', '030118600006', '+77010001358', null,
     'Кызылорда', 'Kaspi', '{}', 'employee', 19),
    (36, 'Абдрахманов Тимур', '870225300003', '+77020001395', null,
     'Петропавловск', 'OLX', '{}', 'manager', 15),
    (37, 'Ермекова Сабина', null, '+77050001432', 'sabina@mail.example',
     'Алматы', 'Instagram', '{}', 'employee', 11),
    (38, 'Цой Марина', '840702400007', '+77050001469', null,
     'Алматы', 'Рекомендация', '{}', 'manager', 7),
    (39, 'Бекмұрат Асхат', null, '+77050001506', null,
     'Туркестан', 'WhatsApp', '{}', 'manager', 3),
    (40, 'Алтын Дала ТОО', null, '+77020000100', null,
     'Алматы', 'OLX', '{}', 'employee', 2)) v (id, name, bin_iin, phone, email, address, source, tags, owner, days_ago)
left join example_people p on p.name = v.owner
cross join lateral pg_temp.example_time(v.days_ago + 1, 'client ' || v.id) t (at)
order by v.id;

insert into contacts (org_id, id, client_id, full_name, position, phone, email, created_at, updated_at)
select g.org_id, g.contacts + v.id, c.id, v.full_name, v.position, v.phone, v.email, c.created_at, c.created_at
from example_ground g
cross join (values
    (1, 1, 'Ержан Ибраев', 'Директор', '+77020001950', 'a.1@altyn-dala.example'),
    (2, 1, 'Мадина Әмірова', 'Офис-менеджер', '+77080001987', 'b.2@altyn-dala.example'),
    (3, 2, 'Камила Смағұлова', 'Юрист', '+77010002024', 'c.3@birlik.example'),
    (4, 2, 'Дамир Пак', 'ИТ-специалист', '+77010002061', null),
    (5, 3, 'Ержан Мұқанов', 'Менеджер по снабжению', '+77050002098', 'e.5@mail.example'),
    (6, 3, 'Мадина Байжанова', 'Закупщик', '+77020002135', 'f.6@mail.example'),
    (7, 4, 'Камила Бекова', 'Директор', '+77020002172', 'g.7@kaspiy-log.example'),
    (8, 4, 'Дамир Жүнісов', 'Главный бухгалтер', '+77080002209', null),
    (9, 5, 'Ержан Рахимов', 'Закупщик', '+77020002246', 'i.9@turan-farm.example'),
    (10, 5, 'Мадина Сулейменова', 'Менеджер по снабжению', '+77010002283', 'j.10@turan-farm.example'),
    (11, 6, 'Камила Қалиева', 'Юрист', '+77010002320', 'k.11@dostyk-med.example'),
    (12, 6, 'Дамир Ибраев', 'Офис-менеджер', '+77080002357', null),
    (13, 7, 'Ержан Каримов', 'Директор', '+77050002394', 'm.13@ertis.example'),
    (14, 7, 'Мадина Смағұлова', 'ИТ-специалист', '+77050002431', 'n.14@ertis.example'),
    (15, 8, 'Камила Жұмағұлова', 'Главный бухгалтер', '+77020002468', 'o.15@zhetisu-agro.example'),
    (16, 8, 'Дамир Мұқанов', 'Закупщик', '+77050002505', null),
    (17, 9, 'Ержан Хасенов', 'Закупщик', '+77080002542', 'r.17@kokshe-taxi.example'),
    (18, 9, 'Мадина Бекова', 'Главный бухгалтер', '+77070002579', 's.18@kokshe-taxi.example'),
    (19, 10, 'Камила Әмірова', 'Директор', '+77020002616', 't.19@steptrans.example'),
    (20, 10, 'Дамир Рахимов', 'Менеджер по снабжению', '+77050002653', null),
    (21, 11, 'Ержан Пак', 'Менеджер по снабжению', '+77080002690', 'a.21@oqu.example'),
    (22, 11, 'Мадина Қалиева', 'Офис-менеджер', '+77070002727', 'b.22@oqu.example'),
    (23, 12, 'Камила Байжанова', 'Главный бухгалтер', '+77020002764', 'c.23@nur-hotel.example'),
    (24, 12, 'Дамир Каримов', 'ИТ-специалист', '+77020002801', null),
    (25, 13, 'Ержан Жүнісов', 'Директор', '+77070002838', 'e.25@akzhol.example'),
    (26, 13, 'Мадина Жұмағұлова', 'Закупщик', '+77010002875', 'f.26@akzhol.example'),
    (27, 14, 'Камила Сулейменова', 'Юрист', '+77020002912', 'g.27@oral-munai.example'),
    (28, 14, 'Дамир Хасенов', 'Главный бухгалтер', '+77080002949', null),
    (29, 15, 'Ержан Ибраев', 'Менеджер по снабжению', '+77070002986', 'i.29@tobyl.example'),
    (30, 15, 'Мадина Әмірова', 'Менеджер по снабжению', '+77050003023', 'j.30@tobyl.example'),
    (31, 16, 'Камила Смағұлова', 'Директор', '+77020003060', 'k.31@saryarqa.example'),
    (32, 16, 'Дамир Пак', 'Офис-менеджер', '+77010003097', null),
    (33, 17, 'Ержан Мұқанов', 'Закупщик', '+77080003134', 'm.33@mail.example'),
    (34, 17, 'Мадина Байжанова', 'ИТ-специалист', '+77010003171', 'n.34@mail.example'),
    (35, 18, 'Камила Бекова', 'Юрист', '+77080003208', 'o.35@shanyraq.example'),
    (36, 18, 'Дамир Жүнісов', 'Закупщик', '+77020003245', null),
    (37, 19, 'Ержан Рахимов', 'Директор', '+77070003282', 'r.37@medeu-fit.example'),
    (38, 19, 'Мадина Сулейменова', 'Главный бухгалтер', '+77020003319', 's.38@medeu-fit.example'),
    (39, 20, 'Камила Қалиева', 'Главный бухгалтер', '+77020003356', 't.39@coffee.example'),
    (40, 20, 'Дамир Ибраев', 'Менеджер по снабжению', '+77010003393', null),
    (41, 21, 'Ержан Каримов', 'Закупщик', '+77010003430', 'a.41@bala.example'),
    (42, 21, 'Мадина Смағұлова', 'Офис-менеджер', '+77050003467', 'b.42@bala.example'),
    (43, 22, 'Камила Жұмағұлова', 'Директор', '+77010003504', 'c.43@khantengri.example'),
    (44, 22, 'Дамир Мұқанов', 'ИТ-специалист', '+77050003541', null),
    (45, 23, 'Ержан Хасенов', 'Менеджер по снабжению', '+77070003578', 'e.45@partners.example'),
    (46, 23, 'Мадина Бекова', 'Закупщик', '+77070003615', 'f.46@partners.example'),
    (47, 24, 'Камила Әмірова', 'Главный бухгалтер', '+77080003652', 'g.47@atyrau-sm.example'),
    (48, 24, 'Дамир Рахимов', 'Главный бухгалтер', '+77010003689', null),
    (49, 25, 'Ержан Пак', 'Директор', '+77020003726', 'i.49@semey.example'),
    (50, 26, 'Нурлан Тулеуов', 'ИТ-специалист', '+77010003763', 'j.50@oskemen.example')) v (id, client, full_name, position, phone, email)
join clients c on c.org_id = g.org_id and c.id = g.clients + v.client
order by v.id;

-- ---- deals, with the way each has come ----

-- path: the stages it stood in, one after the other; days_ago: when it came into each. expect: in so many days it may be won.
create temporary table example_deals on commit drop as
select v.id, v.title, v.amount, v.client, v.contact, p.id as owner_id, v.source, v.tags::text[] as tags, v.expect, v.lost_reason,
       v.path::integer[] as path, v.days_ago::integer[] as days_ago
from (values
    (1, 'Смартфоны для отдела продаж, 12 шт.', 2279880, 1, 1, 'manager', 'Рекомендация', '{опт}',
     12, null, '{1}', '{1}'),
    (2, 'Планшеты для прорабов, 8 шт.', 1519920, 2, 3, 'supervisor', 'Сайт', '{опт}',
     20, null, '{2,3}', '{6,3}'),
    (3, 'iPhone 16 Pro, 2 шт.', 1399980, 31, null, 'supervisor', 'Рекомендация', '{VIP}',
     null, null, '{1,2,3,4,5,6}', '{24,20,19,18,16,12}'),
    (4, 'Терминалы сбора данных для склада', 4850000, 4, 7, 'supervisor', 'Рекомендация', '{опт,VIP}',
     30, null, '{1,2,3,4,5}', '{15,13,12,11,6}'),
    (5, 'Смартфоны для аптечной сети, 30 шт.', 3420000, 5, 9, 'manager', 'Satu', '{опт}',
     -2, null, '{1,2,3,4}', '{10,9,4,2}'),
    (6, 'Планшеты для врачей приёмного покоя', 2849850, 6, 11, 'manager', 'Сайт', '{}',
     9, null, '{1,2,3}', '{20,13,8}'),
    (7, 'Тендер: телефоны для бригад, 60 шт.', 5399400, 7, 13, 'supervisor', 'Тендер', '{тендер}',
     16, null, '{1,2,3,4}', '{22,21,16,14}'),
    (8, 'Смартфоны агрономам, 15 шт.', 1499850, 8, 15, 'manager', 'Satu', '{опт}',
     45, null, '{1,2}', '{16,9}'),
    (9, 'Телефоны водителям в рассрочку, 25 шт.', 1874750, 9, 17, 'employee', 'Instagram', '{рассрочка}',
     null, null, '{1,2,3}', '{9,7,6}'),
    (10, 'Замена телефонов диспетчеров, 10 шт.', 899900, 10, 19, 'manager', 'Рекомендация', '{постоянный}',
     null, null, '{1,2,3,4,5,6}', '{23,22,17,13,9,7}'),
    (11, 'Планшеты для учебного класса, 20 шт.', 2599800, 11, 21, 'employee', 'Instagram', '{школа}',
     25, null, '{1,2,3,4}', '{22,17,16,14}'),
    (12, 'Смартфоны для стойки регистрации', 759960, 12, 23, 'supervisor', 'Сайт', '{VIP}',
     null, null, '{1,3,4,6}', '{14,12,8,3}'),
    (13, 'Телефоны курьерам, партия за месяц', 3749500, 13, 25, 'manager', 'Рекомендация', '{опт,постоянный}',
     null, null, '{1,2,3,4,5,6}', '{36,34,31,29,22,20}'),
    (14, 'Защищённые смартфоны для вахты, 40 шт.', 7199600, 14, 27, 'supervisor', 'Тендер', '{тендер,VIP}',
     12, null, '{1,2,3,4,5}', '{10,8,7,4,3}'),
    (15, 'Аксессуары на реализацию', 1250000, 15, 29, 'manager', 'Satu', '{опт}',
     20, null, '{1}', '{9}'),
    (16, 'Оптовая поставка чехлов и стёкол', 980000, 16, 31, 'supervisor', 'Сайт', '{опт}',
     null, 'Дорого', '{1,7}', '{6,4}'),
    (17, 'Galaxy A56 для салона красоты, 4 шт.', 759960, 17, 33, 'manager', 'Instagram', '{}',
     null, null, '{1,2,3,4,5,6}', '{40,38,37,35,28,26}'),
    (18, 'Корпоративные iPhone для руководства', 5599920, 18, 35, 'admin', 'Рекомендация', '{VIP}',
     -2, null, '{1,2,3,4}', '{18,15,11,9}'),
    (19, 'Смарт-часы тренерам, 12 шт.', 1079880, 19, 37, 'employee', 'Instagram', '{}',
     9, null, '{1,2}', '{7,5}'),
    (20, 'Планшеты для касс, 6 шт.', 719940, 20, 39, 'manager', 'Instagram', '{рассрочка}',
     16, null, '{1,2,3}', '{10,9,4}'),
    (21, 'Телефоны воспитателям, 18 шт.', 1169820, 21, 41, 'employee', 'Сайт', '{школа}',
     45, null, '{1}', '{7}'),
    (22, 'Смартфоны гидам на сезон, 9 шт.', 1079910, 22, 43, 'manager', 'Рекомендация', '{}',
     null, null, '{1,2}', '{5,2}'),
    (23, 'Ноутбук и два монитора', 689970, 23, 45, 'supervisor', 'Kaspi', '{постоянный}',
     null, null, '{1,2,3,4,5,6}', '{38,37,36,35,34,32}'),
    (24, 'Тендер: связь для вахтового посёлка', 8640000, 24, 47, 'supervisor', 'Тендер', '{тендер}',
     25, null, '{1,2,3}', '{13,11,6}'),
    (25, 'Смартфоны продавцам, 5 шт.', 449950, 25, 49, 'manager', 'OLX', '{}',
     7, null, '{1}', '{2}'),
    (26, 'Планшеты для автосервиса, 3 шт.', 389970, 26, 50, 'manager', 'Kaspi', '{опт}',
     5, null, '{1,2}', '{9,6}'),
    (27, 'Galaxy S25 Ultra', 619990, 27, null, 'manager', 'Kaspi', '{}',
     null, null, '{1,2,3,4,5,6}', '{64,63,62,61,60,55}'),
    (28, 'iPhone 15, обмен старого', 349990, 28, null, 'employee', 'Kaspi', '{}',
     null, 'Выбрали другого поставщика', '{1,7}', '{16,14}'),
    (29, 'OPPO Reno12 в подарок', 259990, 29, null, 'manager', 'OLX', '{}',
     null, null, '{1,2,3,4,5,6}', '{51,46,41,39,37,33}'),
    (30, 'Телевизор и приставка в рассрочку', 419980, 30, null, 'employee', 'Kaspi', '{рассрочка}',
     null, 'Перестали отвечать', '{1,2,3,7}', '{29,27,26,25}'),
    (31, 'Умный дом под ключ', 1890000, 31, null, 'supervisor', 'Рекомендация', '{VIP}',
     -2, null, '{1,3}', '{9,8}'),
    (32, 'Redmi Note 14 Pro, 2 шт.', 319980, 32, null, 'manager', 'WhatsApp', '{}',
     9, null, '{1,2}', '{5,2}'),
    (33, 'Игровой телефон', 389990, 33, null, 'employee', 'Instagram', '{}',
     16, null, '{1}', '{9}'),
    (34, 'iPad Air с клавиатурой', 489990, 34, null, 'manager', 'OLX', '{рассрочка}',
     45, null, '{1,3,4}', '{16,11,9}'),
    (35, 'Galaxy A16 родителям, 2 шт.', 175980, 35, null, 'employee', 'Kaspi', '{}',
     null, null, '{1,2,3,4,5,6}', '{19,18,17,16,15,13}'),
    (36, 'Наушники AirPods Pro', 129990, 36, null, 'manager', 'OLX', '{}',
     null, 'Дорого', '{1,7}', '{11,10}'),
    (37, 'Galaxy Watch и ремешки', 164990, 37, null, 'employee', 'Instagram', '{}',
     25, null, '{1,2}', '{3,2}'),
    (38, 'MacBook Air M3', 649990, 38, null, 'manager', 'Рекомендация', '{}',
     7, null, '{1,2,3}', '{7,6,4}'),
    (39, 'Телефон до 100 000 ₸', 99990, 39, null, 'manager', 'WhatsApp', '{}',
     5, null, '{1}', '{2}'),
    (40, 'Смартфоны для нового склада, 10 шт.', 1149900, 1, 1, 'manager', 'Рекомендация', '{опт,постоянный}',
     null, null, '{1,3,4,6}', '{24,19,18,16}'),
    (41, 'Рации и гарнитуры', 640000, 2, 3, 'supervisor', 'Сайт', '{}',
     null, 'Не устроил срок поставки', '{1,2,7}', '{45,41,36}'),
    (42, 'Телефон взамен утерянного', 114990, 3, 5, 'manager', 'OLX', '{срочно}',
     null, null, '{1,2,3,4,5,6}', '{27,25,21,17,10,9}'),
    (43, 'Планшеты на погрузчики, 6 шт.', 1139940, 4, 7, 'supervisor', 'Рекомендация', '{опт}',
     30, null, '{1,2}', '{14,9}'),
    (44, 'Сканеры штрихкодов, 14 шт.', 1330000, 5, 9, 'manager', 'Satu', '{опт}',
     null, 'Выбрали другого поставщика', '{1,7}', '{20,19}'),
    (45, 'Второй этап: планшеты в филиал', 2279880, 6, 11, 'manager', 'Сайт', '{постоянный}',
     9, null, '{1}', '{2}'),
    (46, 'Тендер: планшеты мастерам участков', 4199700, 7, 13, 'supervisor', 'Тендер', '{тендер}',
     null, 'Дорого', '{1,2,3,7}', '{50,48,46,44}'),
    (47, 'Смартфоны механизаторам, 20 шт.', 1399800, 8, 15, 'manager', 'Satu', '{опт}',
     45, null, '{1,2,3,2,3}', '{16,15,14,7,3}'),
    (48, 'Держатели и зарядки в машины', 312500, 9, 17, 'employee', 'Instagram', '{}',
     null, null, '{1,3,4,6}', '{30,25,23,22}'),
    (49, 'Телефоны ремонтной зоне, 6 шт.', 449940, 10, 19, 'manager', 'Рекомендация', '{постоянный}',
     1, null, '{1,3,4,5}', '{15,12,8,6}'),
    (50, 'Интерактивные доски, 3 шт.', 2670000, 11, 21, 'employee', 'Instagram', '{школа}',
     null, 'Бюджет перенесли на следующий год', '{1,2,3,7}', '{12,11,7,2}'),
    (51, 'Планшеты в номера, 32 шт.', 4159680, 12, 23, 'supervisor', 'Сайт', '{VIP}',
     7, null, '{1,2,3,4}', '{27,25,18,14}'),
    (52, 'Телефоны курьерам, следующая партия', 4124450, 13, 25, 'manager', 'Рекомендация', '{опт,постоянный}',
     5, null, '{1,2,3,4,5}', '{19,18,15,13,6}'),
    (53, 'Аккумуляторы и кабели', 274000, 14, 27, 'supervisor', 'Тендер', '{}',
     null, null, '{1,2,3,4,5,6}', '{51,48,44,42,37,30}'),
    (54, 'Витринные образцы Galaxy', 1860000, 15, 29, 'manager', 'Satu', '{опт}',
     null, 'Нет нужной модели', '{1,2,3,7}', '{43,40,36,29}'),
    (55, 'Смартфоны монтажникам, 16 шт.', 1439840, 16, 31, 'supervisor', 'Сайт', '{опт}',
     3, null, '{1,2}', '{6,3}'),
    (56, 'Подарочные сертификаты сотрудникам', 500000, 17, 33, 'manager', 'Instagram', '{}',
     30, null, '{1,2,3}', '{11,10,8}'),
    (57, 'Видеонаблюдение для шоурума', 1745000, 18, 35, 'admin', 'Рекомендация', '{VIP}',
     -2, null, '{1,2,3,4,5}', '{20,19,16,9,2}'),
    (58, 'Мини-колонки в зал, 10 шт.', 299900, 19, 37, 'employee', 'Instagram', '{}',
     9, null, '{1}', '{3}'),
    (59, 'Телефон управляющему', 259990, 20, 39, 'manager', 'Instagram', '{срочно}',
     16, null, '{1,2,3,4}', '{28,25,18,14}'),
    (60, 'Телефоны нянечкам, 7 шт.', 454930, 21, 41, 'employee', 'Сайт', '{школа}',
     45, null, '{1}', '{9}'))
    v (id, title, amount, client, contact, owner, source, tags, expect, lost_reason, path, days_ago)
left join example_people p on p.name = v.owner;

create temporary table example_steps on commit drop as
select d.id as deal, s.n, s.stage, pg_temp.example_time(s.days_ago, 'deal ' || d.id || ' ' || s.n) as at,
       s.n = cardinality(d.path) as is_last
from example_deals d cross join lateral unnest(d.path, d.days_ago) with ordinality s (stage, days_ago, n);

-- Whoever came last into a column is on top of it.
insert into deals (org_id, id, title, amount, currency, pipeline_id, stage_id, rank, client_id, contact_id, owner_id,
                   expected_close_date, source, tags, lost_reason, closed_at, stage_entered_at, created_at, updated_at)
select g.org_id, g.deals + d.id, d.title, d.amount, 'KZT', s.pipeline_id, s.id,
       row_number() over (partition by s.id order by e.at desc), g.clients + d.client, g.contacts + d.contact, d.owner_id,
       case when s.kind = 'open' then g.today + d.expect else (e.at at time zone g.time_zone)::date + d.id % 9 - 4 end,
       d.source, d.tags, d.lost_reason, case when s.kind <> 'open' then e.at end, e.at, b.at, e.at
from example_ground g
cross join example_deals d
join example_steps b on b.deal = d.id and b.n = 1
join example_steps e on e.deal = d.id and e.is_last
join deal_stages s on s.org_id = g.org_id and s.id = g.stages + e.stage
order by d.id;

-- ---- what was done ----

-- Each move left its record; around it people talked, wrote and met.
create temporary table example_done (type text, text text, at timestamptz, client integer, deal integer, contact integer,
                                     author_id uuid, from_stage integer, to_stage integer, seconds bigint) on commit drop;
insert into example_done
select 'stage_change', '', s.at, d.client, d.id, null, d.owner_id, b.stage, s.stage, extract(epoch from s.at - b.at)
from example_steps s
join example_steps b on b.deal = s.deal and b.n = s.n - 1
join example_deals d on d.id = s.deal;
insert into example_done (type, text, at, client, deal, contact, author_id)
select v.type, v.text, greatest(s.at + v.later, b.at), d.client, d.id, d.contact, d.owner_id
from (values
    (1, 0, 'call', 'Первый звонок: рассказал, что есть на складе и за сколько дней привезём остальное.', interval '40 minutes'),
    (1, 1, 'note', 'Обращение с площадки. Просят цену за партию и условия доставки.', interval '15 minutes'),
    (1, 2, 'email', 'Отправил прайс и реквизиты.', interval '1 hour'),
    (2, 0, 'call', 'Уточнил: сколько штук, какая память, нужен ли договор с отсрочкой. Решает директор.', interval '-30 minutes'),
    (2, 1, 'meeting', 'Встреча в офисе клиента. Показал два образца, понравился второй.', interval '-2 hours'),
    (3, 0, 'email', 'Коммерческое предложение на три варианта, действует две недели.', interval '20 minutes'),
    (3, 1, 'email', 'Выслал предложение и сравнение моделей.', interval '35 minutes'),
    (3, 2, 'note', 'Сравнивают с предложением другого поставщика, важен срок.', interval '3 hours'),
    (4, 0, 'call', 'Торгуемся: просят скидку 5 % и доставку в город бесплатно.', interval '1 hour'),
    (4, 1, 'meeting', 'Переговоры с директором и бухгалтером: предоплата 50 %, остальное после приёмки.', interval '-1 hour'),
    (5, 0, 'email', 'Договор и счёт на оплату отправлены, ждём подписи.', interval '50 minutes'),
    (5, 1, 'note', 'Юрист клиента поправил пункт о гарантии, согласовали.', interval '2 hours'),
    (6, 0, 'note', 'Оплата пришла, отгрузили, накладная подписана.', interval '-20 minutes'),
    (7, 1, 'call', 'Позвонил узнать почему: обещали вернуться к разговору весной.', interval '30 minutes')
    ) v (stage, choice, type, text, later)
join example_steps s on s.stage = v.stage
join example_steps b on b.deal = s.deal and b.n = 1
join example_deals d on d.id = s.deal
where (d.id + s.n) % 3 = v.choice;
insert into example_done (type, text, at, client, contact, author_id)
select v.type, v.text, pg_temp.example_time(v.days_ago, v.text), v.client, null, p.id
from (values
    ('call', 'Спросили, когда будет поступление. Обещал перезвонить в понедельник.', 3, 15, 'manager'),
    ('meeting', 'Познакомились на выставке, взяли визитки, интересуются планшетами.', 33, 24, 'supervisor'),
    ('note', 'Бухгалтерия просит акты сверки в конце каждого квартала.', 20, 1, 'manager'),
    ('email', 'Поздравил с днём рождения компании.', 12, 10, 'manager'),
    ('call', 'Жалоба на чехлы: обменяли всю партию, довольны.', 9, 13, 'supervisor'),
    ('note', 'Похоже, это тот же клиент, что и ТОО «Алтын Дала»: один телефон.', 1, 40, 'employee')
    ) v (type, text, days_ago, client, author)
left join example_people p on p.name = v.author;

insert into activities (org_id, id, type, text, happened_at, deal_id, client_id, contact_id, author_id, from_stage_id, to_stage_id,
                        stage_seconds, created_at, updated_at)
select g.org_id, g.activities + row_number() over (order by a.at, a.deal, a.type), a.type, a.text, a.at, g.deals + a.deal,
       g.clients + a.client, g.contacts + a.contact, a.author_id, g.stages + a.from_stage, g.stages + a.to_stage, a.seconds,
       a.at, a.at
from example_ground g, example_done a
order by a.at, a.deal, a.type;

-- ---- what is to be done ----

-- Of those that are due already the assignee was reminded then.
insert into tasks (org_id, id, title, description, due_at, status, priority, assignee_id, deal_id, client_id, reminded_at,
                   completed_at, created_by, created_at, updated_at)
select g.org_id, g.tasks + v.id, v.title, v.description, t.due_at, v.status, v.priority, a.id, g.deals + v.deal,
       coalesce(g.clients + d.client, g.clients + v.client), case when t.due_at <= now() then t.due_at end,
       case when v.status = 'done' then b.at + (t.due_at - b.at) * 0.8 end, c.id, b.at,
       case when v.status = 'open' then b.at else b.at + (t.due_at - b.at) * 0.8 end
from example_ground g
cross join (values
    (1, 'Перезвонить по партии смартфонов', '', 0, '11:00', 'open', 'high', 'manager', 'manager', 1, null),
    (2, 'Отправить счёт на предоплату', '50 % по договору', 0, '15:00', 'open', 'high', 'supervisor', 'supervisor', 4, null),
    (3, 'Согласовать скидку с директором', 'Просят 5 %', 0, '16:30', 'open', 'normal', 'manager', 'supervisor', 5, null),
    (4, 'Подготовить образцы планшетов', 'Два цвета, с чехлами', 0, '17:30', 'open', 'normal', 'employee', 'supervisor', 11, null),
    (5, 'Проверить остатки под заказ', '', 0, '10:00', 'open', 'normal', 'manager', 'manager', 52, null),
    (6, 'Уточнить адрес доставки в Актау', '', -2, '12:00', 'open', 'normal', 'supervisor', 'supervisor', 4, null),
    (7, 'Напомнить об оплате', 'Счёт выставлен, молчат', -3, '10:30', 'open', 'high', 'manager', 'manager', 49, null),
    (8, 'Позвонить: пропали после предложения', '', -5, '14:00', 'open', 'normal', 'manager', 'supervisor', 20, null),
    (9, 'Собрать документы к тендеру', 'Справка об отсутствии долга, сертификаты', -1, '18:00', 'open', 'high', 'supervisor', 'admin', 7, null),
    (10, 'Отправить прайс на аксессуары', '', -4, '16:00', 'open', 'low', 'manager', 'manager', 15, null),
    (11, 'Встреча в офисе клиента', 'Взять образцы', 1, '10:00', 'open', 'high', 'supervisor', 'supervisor', 14, null),
    (12, 'Созвон с ИТ-специалистом', 'Настройка планшетов под их систему', 1, '15:30', 'open', 'normal', 'manager', 'manager', 6, null),
    (13, 'Коммерческое предложение для гидов', '', 2, '12:00', 'open', 'normal', 'manager', 'manager', 22, null),
    (14, 'Показать планшеты учителям', '', 2, '14:00', 'open', 'normal', 'employee', 'employee', 11, null),
    (15, 'Подать заявку на портал закупок', 'До 18:00, портал закрывается сам', 3, '16:00', 'open', 'high', 'supervisor', 'supervisor', 24, null),
    (16, 'Продлить резерв на складе', '', 4, '11:00', 'open', 'normal', 'manager', 'supervisor', 47, null),
    (17, 'Отвезти договор на подпись', '', 5, '13:00', 'open', 'normal', 'supervisor', 'admin', 57, null),
    (18, 'Спросить про рассрочку в банке', '12 месяцев, без первого взноса', 6, '10:00', 'open', 'low', 'employee', 'employee', 9, null),
    (19, 'Перезвонить в понедельник: поступление', '', 7, '10:00', 'open', 'normal', 'manager', 'manager', null, 15),
    (20, 'Составить график поставок', '', 9, '17:00', 'open', 'normal', 'manager', 'supervisor', 52, null),
    (21, 'Поздравить с открытием филиала', '', 14, '09:30', 'open', 'low', 'manager', 'manager', 45, null),
    (22, 'Разобрать дубли клиентов', '«Алтын Дала» заведена дважды', null::integer, null, 'open', 'low', 'employee', 'supervisor', null, 40),
    (23, 'Собрать отзывы у постоянных клиентов', '', null::integer, null, 'open', 'low', 'manager', 'supervisor', null, 13),
    (24, 'Выставить счёт', '', -8, '12:00', 'done', 'normal', 'manager', 'manager', 13, null),
    (25, 'Отгрузить и подписать накладную', '', -10, '17:00', 'done', 'high', 'manager', 'manager', 40, null),
    (26, 'Позвонить и уточнить модель', '', -12, '11:00', 'done', 'normal', 'supervisor', 'supervisor', 12, null),
    (27, 'Подготовить предложение', '', -15, '16:00', 'done', 'normal', 'supervisor', 'supervisor', 24, null),
    (28, 'Показать Galaxy Watch', '', -6, '15:00', 'done', 'normal', 'employee', 'employee', 37, null),
    (29, 'Сверить оплату с банком', '', -20, '10:00', 'done', 'normal', 'manager', 'admin', 10, null),
    (30, 'Узнать решение тендерной комиссии', '', -9, '18:00', 'done', 'high', 'supervisor', 'supervisor', 46, null),
    (31, 'Предложить наушники к телефону', 'Клиент отказался от разговора', -13, '12:00', 'cancelled', 'low', 'manager', 'manager', 36, null))
    v (id, title, description, due_in, due_time, status, priority, assignee, creator, deal, client)
left join example_deals d on d.id = v.deal
left join example_people a on a.name = v.assignee
left join example_people c on c.name = v.creator
cross join lateral (select (g.today + v.due_in + v.due_time::time) at time zone g.time_zone as due_at) t
cross join lateral (select least(t.due_at, now()) - (1 + v.id % 5) * interval '20 hours' as at) b
order by v.id;

select setval(pg_get_serial_sequence('pipelines', 'id'), greatest((select max(id) from pipelines), (select last_value from pipelines_id_seq)));
select setval(pg_get_serial_sequence('deal_stages', 'id'), greatest((select max(id) from deal_stages), (select last_value from deal_stages_id_seq)));
select setval(pg_get_serial_sequence('clients', 'id'), greatest((select max(id) from clients), (select last_value from clients_id_seq)));
select setval(pg_get_serial_sequence('contacts', 'id'), greatest((select max(id) from contacts), (select last_value from contacts_id_seq)));
select setval(pg_get_serial_sequence('deals', 'id'), greatest((select max(id) from deals), (select last_value from deals_id_seq)));
select setval(pg_get_serial_sequence('activities', 'id'), greatest((select max(id) from activities), (select last_value from activities_id_seq)));
select setval(pg_get_serial_sequence('tasks', 'id'), greatest((select max(id) from tasks), (select last_value from tasks_id_seq)));

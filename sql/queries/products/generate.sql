-- So many products for measuring, behind those that were made so before: the same ones each time, since all that looks
-- like chance is a hash of their number. Categories and brands are of uneven size, brands belong to kinds of categories,
-- prices are distributed as in a shop: many small ones, few large.
with category (n, kind, name, noun, median) as (values
    (1, 1, 'Чехлы', 'Чехол', 3500), (2, 1, 'Смартфоны', 'Смартфон', 120000),
    (3, 1, 'Защитные стекла', 'Защитное стекло', 2500), (4, 2, 'Наушники', 'Наушники', 18000),
    (5, 1, 'Кабели', 'Кабель', 2500), (6, 3, 'Ноутбуки', 'Ноутбук', 320000),
    (7, 1, 'Зарядные устройства', 'Зарядное устройство', 7000), (8, 4, 'Посуда', 'Сковорода', 9000),
    (9, 5, 'Обувь', 'Кроссовки', 28000), (10, 3, 'Мыши и клавиатуры', 'Мышь', 8000),
    (11, 4, 'Мелкая кухонная техника', 'Блендер', 22000), (12, 2, 'Телевизоры', 'Телевизор', 180000),
    (13, 5, 'Одежда', 'Куртка', 24000), (14, 1, 'Смарт-часы', 'Смарт-часы', 45000),
    (15, 3, 'Мониторы', 'Монитор', 85000), (16, 2, 'Портативные колонки', 'Портативная колонка', 25000),
    (17, 4, 'Пылесосы', 'Пылесос', 65000), (18, 3, 'Накопители', 'Накопитель SSD', 24000),
    (19, 1, 'Планшеты', 'Планшет', 95000), (20, 4, 'Холодильники', 'Холодильник', 230000),
    (21, 3, 'Принтеры', 'Принтер', 75000), (22, 5, 'Рюкзаки и сумки', 'Рюкзак', 14000),
    (23, 4, 'Стиральные машины', 'Стиральная машина', 190000), (24, 2, 'Фотоаппараты', 'Фотоаппарат', 260000),
    (25, 5, 'Велосипеды', 'Велосипед', 110000)),
brand (kind, names) as (values
    (1, array['Samsung', 'Xiaomi', 'Apple', 'OPPO', 'Baseus', 'Huawei', 'HONOR', 'realme', 'Borofone', 'vivo', 'TECNO', 'Anker']),
    (2, array['Sony', 'LG', 'JBL', 'Philips', 'Panasonic', 'Canon', 'Yandex', 'TCL', 'Hisense', 'Nikon', 'Marshall', 'Sennheiser']),
    (3, array['HP', 'Lenovo', 'ASUS', 'Acer', 'Logitech', 'Dell', 'Kingston', 'MSI', 'Epson', 'Razer', 'A4Tech', 'Western Digital']),
    (4, array['Bosch', 'Tefal', 'Braun', 'Beko', 'Redmond', 'Dyson', 'Electrolux', 'Indesit', 'Haier', 'Gorenje', 'Midea', 'Artel']),
    (5, array['Nike', 'Adidas', 'Puma', 'Reebok', 'Columbia', 'Skechers', 'Stels', 'New Balance', 'Trek', 'Demix', 'Outventure', 'ASICS'])),
-- By row: numbers from 0 to 1, and bits for what has few outcomes.
chance as (
    select i.n, h.bits, x.a / 65536.0::float8 as a, x.b / 65536.0::float8 as b, x.c / 65536.0::float8 as c,
           (x.d + x.e + x.f) / 65536.0::float8 - 1.5 as near_normal
    from (select coalesce((select right(p.sku, 7)::integer from products p
                           where p.org_id = :org_id::uuid and p.sku between 'DEMO-0000000' and 'DEMO-9999999'
                             and p.sku ~ '^DEMO-[0-9]{7}$'
                           order by p.sku desc limit 1), 0) as highest) s
    cross join lateral generate_series(s.highest + 1, least(s.highest + :n::integer, 9999999)) i (n)
    cross join lateral (select md5(i.n::text) as digest) m
    cross join lateral (select ('x' || left(m.digest, 8))::bit(32)::bigint as bits,
                               ('x' || right(m.digest, 24))::bit(96) as numbers) h
    cross join lateral (select substring(h.numbers for 16)::integer as a, substring(h.numbers from 17 for 16)::integer as b,
                               substring(h.numbers from 33 for 16)::integer as c, substring(h.numbers from 49 for 16)::integer as d,
                               substring(h.numbers from 65 for 16)::integer as e, substring(h.numbers from 81)::integer as f) x),
item as (
    select h.n, h.bits, h.c, c.name as category, c.noun, b.names[floor(12 * h.b ^ 2)::integer + 1] as brand,
           (array['Pro', 'Air', 'Neo', 'Lite', 'Max', 'Nova', 'Prime', 'Ultra', 'Smart', 'Classic', 'Sport', 'Elite', 'Compact',
                  'Turbo', 'Comfort', 'Vision', 'Spark', 'Active', 'Power', 'Style'])[h.bits % 20 + 1]
           || ' ' || h.bits / 20 % 900 + 100 as model,
           (array['черный', 'белый', 'серый', 'синий', 'зеленый', 'красный', 'серебристый', 'бежевый'])[h.bits / 18000 % 8 + 1]
           as colour,
           (array['', '', '', ' для дома', ' для офиса', ' с гарантией 2 года', ' в подарочной упаковке',
                  ' с доставкой'])[h.bits / 144000 % 8 + 1] as extra,
           greatest(round(c.median * exp(1.2 * h.near_normal) / 10) * 10 - 10, 90)::numeric as price,
           210000000000 + h.n as digits, timestamptz '2024-01-01 00:00+00' + h.n * interval '10 seconds' as created_at
    from chance h
    join category c on c.n = floor(25 * h.a ^ 1.6)::integer + 1
    join brand b on b.kind = c.kind),
made as (
    insert into products (org_id, sku, name, brand, category, model, description, price, cost, currency, stock, is_active,
                          barcode, attributes, created_at, updated_at)
    select :org_id::uuid, 'DEMO-' || lpad(n::text, 7, '0'),
           noun || ' ' || brand || ' ' || model || ' ' || colour || extra, brand, category, model,
           noun || ' ' || brand || ', модель ' || model || '. Цвет: ' || colour || '.', price,
           round(price * (60 + bits % 31) / 100, 2), 'KZT',
           case when bits % 101 < 15 then 0 else floor(200 * c ^ 3)::integer + 1 end, bits % 103 >= 8,
           case when bits % 11 > 0 then
               digits || ((10 - (select sum(substr(digits::text, i, 1)::integer * (1 + 2 * ((i - 1) % 2)))
                                 from generate_series(1, 12) i) % 10) % 10)::text end,
           jsonb_build_object('Цвет', colour, 'Гарантия', bits % 3 * 12 + 12 || ' мес.'),
           created_at, created_at + bits % 5000000 * interval '1 second'
    from item
    order by n
    returning id)
select count(*) as n from made

-- The board as a new team finds it: one module for each marketplace.
insert into platform_modules (org_id, id, name, platform, status, description, version, api_url, features, rank)
select o.id, v.id, v.name, v.platform, 'testing', v.description, '1.0.0', v.api_url, v.features, v.rank
from (select id from organizations order by created_at, id limit 1) o,
     (values ('01920000-0000-7000-8000-000000000001'::uuid, 'OLX', 'olx', 'Объявления и сообщения OLX.kz',
              'http://localhost:8001', array['Объявления', 'Сообщения', 'Статистика'], 1),
             ('01920000-0000-7000-8000-000000000002', 'Satu', 'satu', 'Товары и заказы Satu.kz',
              'http://localhost:8002', array['Товары', 'Заказы', 'Импорт'], 2),
             ('01920000-0000-7000-8000-000000000003', 'Kaspi', 'kaspi', 'Магазин на Kaspi.kz: заказы, цены, остатки',
              'http://localhost:8003', array['Заказы', 'Прайс-лист', 'Демпер'], 3)
     ) v (id, name, platform, description, api_url, features, rank);
insert into module_health (org_id, module_id)
select org_id, id from platform_modules on conflict do nothing;

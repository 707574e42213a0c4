// SPDX-License-Identifier: MIT
// What everybody works on: an organisation with its admin and a board of modules as a real team has it. Ids are numbers
// written as uuids, so that pgbench, which has numbers only, can make them too.
import { PASSWORD_HASH, accessToken, bearer } from '../support/people.mjs';

export const ORG = 1;
export const ADMIN = 7;
export const BOARD = 20; // modules, while the board is read
export const COLUMNS = ['active', 'testing', 'inactive', 'archived'];

export const uuid = (n) => `00000000-0000-0000-0000-${String(n).padStart(12, '0')}`;

// The admin's access token, and the headers with it: a new one each time, since they end after a quarter of an hour.
export const adminToken = () => accessToken({ id: uuid(ADMIN), orgId: uuid(ORG), role: 'admin' });
export const asAdmin = () => bearer(adminToken());

const sqlUuid = (text) => `lpad((${text})::text, 32, '0')::uuid`;

// An organisation of each number from `first` to `last`.
export function organizationsSql(first, last) {
  return `
    insert into organizations (id, name, created_at)
    select ${sqlUuid('o')}, 'Команда ' || o, now() + o * interval '1 s' from generate_series(${first}, ${last}) o;
    insert into users (org_id, id, email, username, full_name, role)
    select ${sqlUuid('o')}, ${sqlUuid(ADMIN)}, 'admin' || o || '@oppo.kz', 'admin' || o, 'Айгерим Сейтова', 'admin'
    from generate_series(${first}, ${last}) o;`;
}

export const emailOf = (n) => `person${n}@oppo.kz`;

// So many people in the organisation who can sign in, each by emailOf(1 …) and the one PASSWORD.
export function peopleSql(count) {
  return `
    insert into users (org_id, id, email, username, full_name, role, password_hash)
    select ${sqlUuid(ORG)}, gen_random_uuid(), 'person' || n || '@oppo.kz', 'person' || n, 'Ерлан Оспанов', 'manager',
           '${PASSWORD_HASH}'
    from generate_series(1, ${count}) n on conflict do nothing;`;
}

// Modules of the numbers `from` … `to` in each organisation of the numbers in `orgs`, spread over so many columns. Their checks
// are due in a hundred years: nobody checks while others are measured.
export function modulesSql({ orgs: [firstOrg, lastOrg], from, to, columns = COLUMNS.length, url = "'http://127.0.0.1:9'" }) {
  return `
    insert into platform_modules (org_id, id, name, platform, status, description, version, api_url, features, config, rank)
    select ${sqlUuid('o')}, ${sqlUuid('n')},
           (array['OLX', 'Satu', 'Kaspi', 'Wildberries', 'Ozon'])[n % 5 + 1] || ' № ' || n,
           (array['olx', 'satu', 'kaspi', 'wildberries', 'ozon'])[n % 5 + 1],
           (array['${COLUMNS.join("', '")}'])[n % ${columns} + 1],
           'Заказы, цены и остатки магазина в Алматы; обмен каждые ' || n % 30 + 5 || ' минут', '1.' || n % 10 || '.0',
           ${url}, array['Заказы', 'Прайс-лист', 'Остатки "на складе"'],
           jsonb_build_object('city', 'Алматы', 'pages', n, 'health', jsonb_build_object('interval_s', 60)), n
    from generate_series(${firstOrg}, ${lastOrg}) o, generate_series(${from}, ${to}) n;
    insert into module_health (org_id, module_id, checked_at, is_healthy, status_code, latency_ms, uptime_24h,
                               recent_latency_ms, next_check_at)
    select ${sqlUuid('o')}, ${sqlUuid('n')}, now(), true, 200, 40 + n % 100, 0.9986,
           array(select 40 + (n * i) % 100 from generate_series(1, 29) i) || null::integer, now() + interval '100 years'
    from generate_series(${firstOrg}, ${lastOrg}) o, generate_series(${from}, ${to}) n;`;
}

// Takes all modules of the organisation away but the first so many.
export const keepModulesSql = (count) =>
  `delete from platform_modules where org_id = '${uuid(ORG)}' and id > '${uuid(count)}';`;

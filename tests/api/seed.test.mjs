// SPDX-License-Identifier: MIT
// Who is there from the beginning: the people of the examples, and the admin whom `sauda create-admin` makes.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { OTHER_PASSWORD, login } from '../support/accounts.mjs';
import { closeConnections, request } from '../support/http.mjs';
import { PASSWORD, ROLES, SIGN_IN, bearer, makeTeam, signIn } from '../support/people.mjs';
import { SAUDA_BIN, createDatabase } from '../support/postgres.mjs';
import { runSauda, startSauda, temporaryFolder } from '../support/sauda.mjs';

const passwordOf = (role) => `${role[0].toUpperCase()}${role.slice(1)}123!`;

after(closeConnections);

async function withServer(database, use) {
  const sauda = await startSauda({ env: { ...SIGN_IN, DATABASE_URL: database.url } });
  try {
    await use(sauda);
  } finally {
    await sauda.stop();
  }
}

const seed = (database, env = {}) => runSauda(['seed'], { env: { ...SIGN_IN, DATABASE_URL: database.url, ...env } });

describe('a server where people sign in', () => {
  test('makes neither an organisation nor an admin', async () => {
    const database = await createDatabase();
    await withServer(database, async (sauda) => {
      assert.equal(database.sql('select (select count(*) from organizations) + (select count(*) from users)'), '0');
      assert.equal((await request(sauda.url, 'GET', '/api/auth/options')).json.is_auth_required, true);
      assert.equal((await request(sauda.url, 'GET', '/api/modules/')).status, 401);
    });
  });
});

describe('the examples', () => {
  test('have one person for each role, who can sign in', async () => {
    const database = await createDatabase();
    assert.match((await seed(database)).out, /^put in /);
    assert.match((await seed(database)).out, /nothing to do/);
    assert.equal(database.sql('select count(*) from organizations'), '1');
    await withServer(database, async ({ url }) => {
      for (const role of ROLES) {
        const { user } = await signIn(url, { email: `${role}@oppo.kz` }, { password: passwordOf(role) });
        assert.deepEqual([user.role, user.username], [role, role]);
        assert.match(user.full_name, /^[А-ЯӘҚҢӨҰҮҺІ]/);
        const reply = await login(url, role, passwordOf(role));
        const modules = await request(url, 'GET', '/api/modules/', { headers: bearer(reply.json.access_token) });
        assert.equal(modules.status, role === 'promoter' ? 403 : 200);
      }
    });
  });

  test('are what the calls of the README need', async () => {
    const [, calls] = readFileSync(new URL('../../README.md', import.meta.url), 'utf8').match(/first five calls\n\n```sh\n(.*?)```/s);
    const home = temporaryFolder();
    writeFileSync(join(home, '.curlrc'), 'silent\nshow-error\nfail\nwrite-out = "\\n"\n');
    const database = await createDatabase();
    await seed(database);
    await withServer(database, async ({ url }) => {
      const script = calls.replaceAll('http://localhost:8000', url);
      const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], { env: { PATH: process.env.PATH, HOME: home } });
      const answers = stdout.trim().split('\n').map((line) => JSON.parse(line));
      assert.equal(answers.length, 5);
      assert.equal(answers[0].length, 3);
      assert.equal(answers[1].name, 'Kaspi orders');
      assert.equal(answers[4].total, 4);
    });
  });

  test('turn the placeholder of the open mode into the admin', async () => {
    const open = await startSauda();
    const { database } = open;
    const id = database.sql("select id from users where email = 'admin@localhost'");
    await open.stop();
    await seed(database, { AUTH_REQUIRED: 'false' });
    assert.equal(database.sql("select id from users where email = 'admin@oppo.kz'"), id);
    assert.equal(database.sql('select count(*) from users'), '6');
    assert.equal(database.sql('select count(*) from organizations'), '1');
    await withServer(database, async ({ url }) => {
      assert.equal((await signIn(url, { email: 'admin@oppo.kz' }, { password: 'Admin123!' })).user.id, id);
    });
  });

  test('come to a database that had the earlier ones', async () => {
    const database = await createDatabase();
    await seed(database);
    database.sql("delete from users; delete from seeds_applied where name = '0002_users'; delete from platform_modules");
    assert.match((await seed(database)).out, /^put in 1 of /);
    assert.equal(database.sql('select count(*) from users'), '6');
    assert.equal(database.sql('select count(*) from platform_modules'), '0');
  });

  test('take nobody his address, his user name or his password', async () => {
    const database = await createDatabase();
    const team = makeTeam(database);
    database.sql(`update users set email = 'Admin@Oppo.kz' where id = '${team.admin.id}';
                  update users set email = 'office@elsewhere.kz', username = 'office' where id = '${team.office.id}';
                  update users set email = 'admin@localhost' where id = '${team.manager.id}'`);
    const kept = `select string_agg(u::text, '' order by id) from users u where full_name like '%Команда'`;
    const before = database.sql(kept);
    const { code, err } = await seed(database);
    assert.equal(code, 0, err);
    assert.equal(database.sql(kept), before);
    assert.equal(database.sql("select username from users where email = 'office@oppo.kz'"), 'office2');
    assert.equal(database.sql("select count(*) from users where lower(email) = 'admin@oppo.kz'"), '1');
  });
});

/** Whether the last of the 13 digits is the one that the others make (EAN-13). */
const isEan13 = (code) => [...code].reduce((sum, digit, i) => sum + digit * (i % 2 ? 3 : 1), 0) % 10 === 0;

describe('the catalogue of the examples', () => {
  test('is what a shop of phones sells', async () => {
    const database = await createDatabase();
    await seed(database);
    const products = database.rows('select * from products order by id');
    assert.deepEqual(products.map((product) => product.id), Array.from({ length: 200 }, (_, i) => i + 1));
    assert.equal(new Set(products.map((product) => product.name)).size, 200);
    for (const { name, brand, category, price, cost, barcode, currency, attributes } of products) {
      assert.ok(name.includes(brand) && category && currency === 'KZT', name);
      assert.ok(cost > price / 2 && cost < price, name);
      assert.ok(barcode === null || (/^2\d{12}$/.test(barcode) && isEan13(barcode)), `${name}: ${barcode}`);
      assert.ok(Object.values(attributes).every((value) => value !== '' && value !== null), name);
    }
    const barcodes = products.map((product) => product.barcode).filter(Boolean);
    assert.ok(barcodes.length > 150 && new Set(barcodes).size === barcodes.length);
    const few = (is) => products.filter(is).length;
    for (const n of [few((product) => !product.is_active), few((product) => product.stock === 0)]) {
      assert.ok(n >= 5 && n <= 40, String(n));
    }
    assert.ok(few((product) => product.attributes['Память'] && product.attributes['Цвет'] && product.attributes['Гарантия']) > 80);
  });

  test('leaves the ids behind it to those who come later, and what was deleted deleted', async () => {
    const database = await createDatabase();
    await seed(database);
    database.sql('delete from products where id between 50 and 200');
    assert.match((await seed(database)).out, /nothing to do/);
    assert.equal(database.sql('select count(*) from products'), '49');
    await withServer(database, async ({ url }) => {
      const { json } = await login(url, 'office', passwordOf('office'));
      const reply = await request(url, 'POST', '/api/products/', { headers: bearer(json.access_token), json: { sku: 'mine', name: 'Моё' } });
      assert.deepEqual([reply.status, reply.json.id], [201, 201]);
    });
  });

  test('comes behind what somebody has put in, and takes nobody his article number', async () => {
    const database = await createDatabase();
    const { id } = makeTeam(database);
    database.sql(`insert into products (org_id, sku, name) values ('${id}', 'A3287-128-BLK', 'Моё'), ('${id}', 'other', 'Другое')`);
    const { code, err } = await seed(database);
    assert.equal(code, 0, err);
    assert.equal(database.sql('select count(*), min(id), max(id) from products'), '201|1|202');
    assert.equal(database.sql("select name from products where sku = 'A3287-128-BLK'"), 'Моё');
  });
});

describe('products for measuring', () => {
  const make = (database, n, env = {}) => runSauda(['seed', '--products', String(n)], { env: { ...SIGN_IN, DATABASE_URL: database.url, ...env } });
  const all = 'select sku, name, brand, category, price, cost, stock, is_active, barcode, attributes, updated_at from products order by sku';

  test('are the same each time, and go on where the last ones ended', async () => {
    const [one, two] = [await createDatabase(), await createDatabase()];
    const { code, out, err } = await make(one, 4300);
    assert.equal(code, 0, err);
    assert.match(out, /^made 4300 products in /);
    assert.ok(!err.includes(' of 4300 products'), err); // progress is for terminals
    const products = one.rows(all);
    assert.deepEqual([products.length, products[0].sku, products[4299].sku], [4300, 'DEMO-0000001', 'DEMO-0004300']);
    for (const n of [1, 2999, 1300]) {
      assert.equal((await make(two, n)).code, 0);
    }
    assert.deepEqual(two.rows(all), products);
    assert.equal(two.sql('select count(*) from organizations'), '1');
    assert.equal(two.sql("select count(*) from events where entity = 'product' and action = 'created'"), '0');
  });

  test('are as uneven as a catalogue is', async () => {
    const database = await createDatabase();
    database.sql("insert into organizations (id, name, created_at) values (gen_random_uuid(), 'Поздняя', now() + interval '1 day')");
    const first = makeTeam(database).id;
    assert.equal((await make(database, 5000)).code, 0);
    assert.equal(database.sql('select distinct org_id from products'), first);
    const products = database.rows(all);
    const share = (is) => products.filter(is).length / products.length;
    for (const [field, n] of [['brand', 60], ['category', 25]]) {
      const counts = database.rows(`select count(*) from products group by ${field} order by 1 desc`).map((row) => row.count);
      assert.equal(counts.length, n);
      assert.ok(counts[0] > 5 * counts.at(-1), `${field}: ${counts}`);
    }
    assert.ok(Math.abs(share((product) => !product.is_active) - 0.08) < 0.02);
    const prices = products.map((product) => product.price).sort((a, b) => a - b);
    assert.ok(prices.reduce((sum, price) => sum + price) / prices.length > 1.5 * prices[2500], 'the mean lies far above the median');
    assert.ok(products.every((product) => product.barcode === null || isEan13(product.barcode)));
  });

  test('are refused in production, and where the number is none', async () => {
    const database = await createDatabase();
    const refused = await make(database, 1, { APP_ENV: 'prod' });
    assert.deepEqual([refused.code, refused.out], [1, '']);
    assert.match(refused.err, /demo data does not belong into production/);
    for (const n of ['0', '-1', '1e3', 'many', '2000001', '99999999999999999999']) {
      const { code, err } = await make(database, n);
      assert.equal(code, 2, n);
      assert.match(err, /--products must be a number from 1 to 2000000/);
    }
    assert.equal(database.sql('select count(*) from products'), '0');
  });

  test('at a terminal are counted, and Ctrl-C keeps what is there', async () => {
    const database = await createDatabase();
    const screen = await atTerminal(database, 'seed --products 300000', [[' of 300000 products', '\x03']]);
    const [, made] = screen.match(/^made (\d+) products in /m);
    assert.match(screen, /stopped before all were made\r\n[^]*code 1\r/);
    assert.ok(Number(made) > 0 && Number(made) < 300000, made);
    assert.equal(database.sql('select count(*) from products'), made);
  });

  test('end at the last article number', async () => {
    const database = await createDatabase();
    const { id } = makeTeam(database);
    database.sql(`insert into products (org_id, sku, name) values ('${id}', 'DEMO-9999998', 'Почти последний'), ('${id}', 'DEMO-99999999', 'Чужой')`);
    const { code, err } = await make(database, 3);
    assert.equal(code, 1);
    assert.match(err, /no article numbers left/);
    assert.equal(database.sql("select count(*) from products where sku = 'DEMO-9999999'"), '1');
  });
});

/** Runs `sauda create-admin` with that standard input, as it is run in production. */
const createAdmin = (database, input, args = []) =>
  runSauda(['create-admin', ...args], { env: { ...SIGN_IN, DATABASE_URL: database.url, APP_ENV: 'prod' }, input });

/** A command at a terminal: waits for each question, types the answer; what stood on the screen. */
async function atTerminal(database, args, dialogue) {
  const command = `trap : INT; ${SAUDA_BIN} ${args}; echo "code $?"; stty -a`;
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    cwd: '/',
    env: { ...process.env, ...SIGN_IN, DATABASE_URL: database.url, DATA_DIR: '/proc/none', SHELL: '/bin/sh' },
  });
  const steps = [...dialogue];
  let screen = '';
  let seen = 0;
  child.stdout.on('data', (piece) => {
    screen += piece;
    if (steps.length && screen.slice(seen).includes(steps[0][0])) {
      seen = screen.length;
      child.stdin.write(steps.shift()[1]);
    }
  });
  await new Promise((resolve) => child.on('close', resolve));
  assert.deepEqual(steps, [], screen);
  return screen;
}

describe('create-admin', () => {
  test('makes the first admin and the organisation', async () => {
    const database = await createDatabase();
    database.sql('drop schema public cascade; create schema public');
    const { code, out, err } = await createAdmin(database, `Boss@oppo.kz\n${PASSWORD}\n`);
    assert.equal(code, 0, err);
    assert.match(out, /^Boss@oppo\.kz is an admin and may sign in$/m);
    assert.ok(!`${out}${err}`.includes(PASSWORD));
    assert.equal(database.sql('select name from organizations'), 'Моя команда');
    await withServer(database, async ({ url }) => {
      const { user } = await signIn(url, { email: 'boss@oppo.kz' });
      assert.deepEqual([user.role, user.username], ['admin', 'boss']);
    });
    const named = await createDatabase();
    assert.equal((await createAdmin(named, `boss@oppo.kz\r\n${PASSWORD}`, ['--organization', 'ТОО «Бос»'])).code, 0);
    assert.equal(named.sql('select name from organizations'), 'ТОО «Бос»');
  });

  test('asks for the organisation where there are several', async () => {
    const database = await createDatabase();
    const [one, two] = [makeTeam(database, 'Первая'), makeTeam(database, 'Вторая')];
    makeTeam(database, 'Вторая');
    const run = (email, ...args) => createAdmin(database, `${email}\n${PASSWORD}\n`, args);
    const orgOf = (email) => database.sql(`select org_id from users where email = '${email}'`);
    for (const [args, code, words] of [
      [[], 2, /there are several organizations.*--organization/],
      [['--organization', 'Вторая'], 2, /several organizations have that name.*id/],
      [['--organization', 'Третья'], 1, /there is no organization Третья/],
      [['--organization'], 2, /--organization needs a value/],
      [['--organization='], 2, /--organization needs a value/],
      [['--organisation', 'x'], 2, /there is no option/],
    ]) {
      const result = await run('new@oppo.kz', ...args);
      assert.equal(result.code, code, `${args}: ${result.err}`);
      assert.match(result.err, words);
      assert.equal(orgOf('new@oppo.kz'), '');
    }
    assert.equal((await run('one@oppo.kz', '--organization', 'Первая')).code, 0);
    assert.equal(orgOf('one@oppo.kz'), one.id);
    assert.equal((await run('two@oppo.kz', `--organization=${two.id.toUpperCase()}`)).code, 0);
    assert.equal(orgOf('two@oppo.kz'), two.id);
    const foreign = await run('one@oppo.kz', '--organization', two.id);
    assert.equal(foreign.code, 1);
    assert.match(foreign.err, /another organization: Первая/);
  });

  test('makes somebody who is there an admin, says so, and lets nobody else stay signed in', async () => {
    const database = await createDatabase();
    const { manager } = makeTeam(database, 'Первая');
    makeTeam(database, 'Вторая');
    await withServer(database, async ({ url }) => {
      const { refresh_token } = await signIn(url, manager);
      for (let i = 0; i < 5; i++) {
        await login(url, manager.email, 'forgotten');
      }
      database.sql(`update users set is_active = false where id = '${manager.id}'`);
      const { code, err } = await createAdmin(database, `${manager.email.toUpperCase()}\n${OTHER_PASSWORD}\n`);
      assert.equal(code, 0, err);
      assert.match(err, /is known: manager Первая, manager \(blocked\), of Первая/);
      const { user } = await signIn(url, manager, { password: OTHER_PASSWORD });
      assert.deepEqual([user.id, user.role, user.is_active], [manager.id, 'admin', true]);
      const refresh = await request(url, 'POST', '/api/auth/refresh', { json: { refresh_token } });
      assert.equal(refresh.status, 401);
      assert.equal((await login(url, manager.email, PASSWORD)).status, 401);
    });
  });

  test('refuses what is no e-mail, and no good password', async () => {
    const database = await createDatabase();
    for (const [input, words] of [
      ['', /the e-mail is missing/],
      ['boss\n', /e-mail must/],
      ['boss@oppo.kz\n', /the password is missing/],
      ['boss@oppo.kz\n\n', /password must have 8 to 128 characters/],
      ['boss@oppo.kz\nshort\n', /password must have 8 to 128 characters/],
      [`boss@oppo.kz\n${'x'.repeat(129)}\n`, /password must have 8 to 128 characters/],
      [`boss@oppo.kz\n${'x'.repeat(5000)}\n`, /password is too long/],
      [Buffer.from('boss@oppo.kz\n\xff\xff\xff\xff\xff\xff\xff\xff\n', 'latin1'), /password must have/],
      ['boss@oppo.kz\nboss@oppo.kz\n', /password must not be the e-mail/],
      ['boss@oppo.kz\nqwerty123\n', /commonest/],
    ]) {
      const { code, out, err } = await createAdmin(database, input);
      assert.equal(code, 1, err);
      assert.equal(out, '');
      assert.match(err, words);
    }
    assert.equal(database.sql('select (select count(*) from users) + (select count(*) from organizations)'), '0');
  });

  test('at a terminal asks, does not show the password, and wants it twice', async () => {
    const database = await createDatabase();
    const good = [
      ['E-mail: ', 'boss@oppo.kz\n'],
      ['Password: ', `${PASSWORD}\n`],
    ];
    const differ = await atTerminal(database, 'create-admin', [...good, ['Password again: ', `${OTHER_PASSWORD}\n`]]);
    assert.match(differ, /the two passwords differ/);
    assert.match(differ, /^code 1\r$/m);
    const done = await atTerminal(database, 'create-admin', [...good, ['Password again: ', `${PASSWORD}\n`]]);
    assert.match(done, /^boss@oppo\.kz is an admin and may sign in\r$/m);
    assert.match(done, /^code 0\r$/m);
    const stopped = await atTerminal(database, 'create-admin', [good[0], ['Password: ', 'half\x03']]);
    assert.match(stopped, /^code 130\r$/m);
    for (const screen of [differ, done, stopped]) {
      assert.ok(!screen.includes(PASSWORD) && !screen.includes('half'), screen);
      assert.match(screen, / echo /); // the terminal shows again what is typed
    }
  });
});

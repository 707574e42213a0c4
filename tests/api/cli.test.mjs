// SPDX-License-Identifier: MIT
// The command line: help, exit codes, settings and where they stand, migrations, demo data, the doctor.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createDatabase, psql } from '../support/postgres.mjs';
import { runSauda, startSauda, temporaryFolder } from '../support/sauda.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const COMMANDS = ['serve', 'migrate', 'seed', 'create-admin', 'init-pipeline', 'doctor', 'openapi', 'config', 'roles', 'version'];

describe('usage', () => {
  test('help lists every command and every setting', async () => {
    const { code, out } = await runSauda(['--help']);
    const keys = await runSauda(['config', '--keys']);
    assert.equal(code, 0);
    for (const word of [...COMMANDS, ...[...keys.out.matchAll(/^([A-Z_]+)=/gm)].map((m) => m[1])]) {
      assert.ok(out.includes(word), word);
    }
  });

  test('every command has help, and none does anything then', async () => {
    for (const command of COMMANDS) {
      const { code, out } = await runSauda([command, '--help'], { env: { PORT: 'bad' } });
      assert.equal(code, 0);
      assert.match(out, new RegExp(`^Usage: sauda ${command}`));
    }
  });

  test('a wrong usage is 2', async () => {
    for (const args of [[], ['run'], ['--what'], ['serve', 'now'], ['migrate', '--plans'], ['version', '--plan']]) {
      const { code, out, err } = await runSauda(args);
      assert.equal(code, 2, args.join(' '));
      assert.equal(out, '');
      assert.match(err, /sauda/);
    }
  });

  test('the version and the contract', async () => {
    const version = await runSauda(['version']);
    assert.match(version.out, /^sauda \d+\.\d+\.\d+\n$/);
    const contract = await runSauda(['openapi']);
    assert.equal(JSON.parse(contract.out).openapi.slice(0, 3), '3.1');
    assert.deepEqual(JSON.parse(contract.out), JSON.parse(readFileSync(process.env.SAUDA_OPENAPI, 'utf8')));
  });
});

describe('settings', () => {
  test('.env.example is what config prints', async () => {
    const { code, out } = await runSauda(['config']);
    assert.equal(code, 0);
    assert.equal(out, readFileSync(join(root, '.env.example'), 'utf8'));
  });

  test('the documentation holds the table', async () => {
    const { out } = await runSauda(['config', '--table']);
    assert.ok(readFileSync(join(root, 'docs/operations.md'), 'utf8').includes(out), `docs/operations.md lacks:\n${out}`);
  });

  test('the documentation holds the table of rights', async () => {
    const { code, out } = await runSauda(['roles'], { env: { PORT: 'bad' } });
    assert.equal(code, 0);
    assert.match(out, /^\| users \| all \| read \| – \| – \| – \| – \|$/m);
    assert.ok(readFileSync(join(root, 'docs/roles.md'), 'utf8').includes(out), `docs/roles.md lacks:\n${out}`);
  });

  test('a bad value ends the start with its key, and all of them at once', async () => {
    const { code, out, err } = await runSauda(['serve'], { env: { PORT: '70000', LOG_LEVEL: 'loud', DB_POOL: 'x' } });
    assert.equal(code, 1);
    assert.equal(out, '');
    assert.match(err, /^sauda: PORT must be a number from 0 to 65535$/m);
    assert.match(err, /^sauda: LOG_LEVEL must be debug, info, warn or error$/m);
    assert.match(err, /^sauda: DB_POOL /m);
  });

  test('without sign-in it listens nowhere but on this machine', async () => {
    const cases = { HOST: '0.0.0.0', APP_ENV: 'prod' };
    for (const [key, value] of Object.entries(cases)) {
      const { code, err } = await runSauda(['serve'], { env: { [key]: value } });
      assert.equal(code, 1);
      assert.match(err, new RegExp(`^sauda: ${key} must be`));
    }
  });

  test('.env in the working directory is read, the environment wins', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, '.env'), 'EVENTS_KEEP_DAYS=30 # days\nPORT=bad\n');
    const { out } = await runSauda(['doctor'], { cwd, dataDir: join(cwd, 'data') });
    assert.match(out, /^ok +EVENTS_KEEP_DAYS +30 \(\.env\)$/m);
    assert.match(out, /^ok +PORT +0 \(environment\)$/m);
    writeFileSync(join(cwd, '.env'), 'EVENTS_KEEP_DAYS\n');
    const broken = await runSauda(['serve'], { cwd, dataDir: join(cwd, 'data') });
    assert.equal(broken.code, 1);
    assert.match(broken.err, /\.env line 1/);
  });
});

describe('migrations', () => {
  const migrations = ['0001_foundation', '0002_modules', '0003_seeds'];

  async function emptyDatabase() {
    const database = await createDatabase();
    database.sql('drop schema public cascade; create schema public');
    return { ...database, env: { DATABASE_URL: database.url } };
  }

  test('a plan applies nothing, then all are applied once', async () => {
    const { env, sql } = await emptyDatabase();
    const plan = await runSauda(['migrate', '--plan'], { env });
    assert.equal(plan.code, 0);
    for (const name of migrations) {
      assert.match(plan.out, new RegExp(`^would apply ${name}$`, 'm'));
    }
    assert.equal(sql("select to_regclass('schema_migrations') is null"), 't');
    const both = await Promise.all([runSauda(['migrate'], { env }), runSauda(['migrate'], { env })]);
    assert.deepEqual(both.map((r) => r.code), [0, 0], both.map((r) => r.err).join('\n'));
    const applied = both.map((r) => r.out.match(/^applied /gm)?.length ?? 0);
    assert.equal(applied[0] + applied[1], Number(sql('select count(*) from schema_migrations')));
    assert.match((await runSauda(['migrate'], { env })).out, /nothing to do/);
    assert.match((await runSauda(['migrate', '--plan'], { env })).out, /nothing to do/);
  });

  test('one that was changed after it had been applied is refused', async () => {
    const { env, sql } = await emptyDatabase();
    await runSauda(['migrate'], { env });
    sql("update schema_migrations set sha256 = repeat('0', 64) where version = 2");
    for (const args of [['migrate'], ['migrate', '--plan'], ['serve'], ['seed']]) {
      const { code, err } = await runSauda(args, { env });
      assert.equal(code, 1);
      assert.match(err, /migration 0002_modules .* was changed/);
    }
  });

  test('a database that a newer program has used is refused', async () => {
    const { env, sql } = await emptyDatabase();
    await runSauda(['migrate'], { env });
    sql("insert into schema_migrations (version, name, sha256) values (9999, 'later', '')");
    const { code, err } = await runSauda(['serve'], { env });
    assert.equal(code, 1);
    assert.match(err, /at migration 9999.*newer/);
  });

  test('one that fails leaves nothing behind', async () => {
    const { env, sql } = await emptyDatabase();
    sql('create table platform_modules (x int)');
    const { code, err } = await runSauda(['migrate'], { env });
    assert.equal(code, 1);
    assert.match(err, /migration 0002_modules: .*platform_modules.* already exists/);
    assert.equal(sql('select max(version) from schema_migrations'), '1');
    sql('drop table platform_modules');
    assert.equal((await runSauda(['migrate'], { env })).code, 0);
  });
});

describe('the database', () => {
  test('without UTF8, or with a ctype of C, it is refused', async () => {
    const { name, url, sql } = await createDatabase();
    const other = (suffix) => url.replace(name, `${name}_${suffix}`);
    sql(`create database ${name}_latin template template0 encoding 'LATIN1' locale 'C'`);
    sql(`create database ${name}_c template template0 encoding 'UTF8' locale 'C'`);
    try {
      for (const [suffix, words] of [['latin', /encoding LATIN1/], ['c', /ctype C/]]) {
        for (const args of [['serve'], ['migrate'], ['doctor']]) {
          const { code, out, err } = await runSauda(args, { env: { DATABASE_URL: other(suffix) } });
          assert.equal(code, 1);
          assert.match(out + err, words);
        }
      }
    } finally {
      sql(`drop database ${name}_latin`);
      sql(`drop database ${name}_c`);
    }
  });

  test("a driver's name in DATABASE_URL does not matter", async () => {
    const { url } = await createDatabase();
    const env = { DATABASE_URL: url.replace('postgresql:', 'postgresql+asyncpg:') };
    assert.equal((await runSauda(['migrate'], { env })).code, 0);
  });

  test('an address that cannot be read is refused without showing the password', async () => {
    for (const rest of ['u:secret%zz@localhost/x', 'u:secret@localhost/x?nonsense=1']) {
      const { code, err } = await runSauda(['migrate'], { env: { DATABASE_URL: `postgresql://${rest}` } });
      assert.equal(code, 1);
      assert.match(err, /DATABASE_URL/);
      assert.doesNotMatch(err, /secret/);
    }
  });

  test('there is one organisation with an admin, however often it starts', async () => {
    const sauda = await startSauda();
    const { url, env = { DATABASE_URL: url }, rows } = sauda.database;
    await sauda.stop();
    await (await startSauda({ env })).stop();
    assert.deepEqual(rows('select count(*)::int as n from organizations'), [{ n: 1 }]);
    assert.deepEqual(rows('select role, is_active from users'), [{ role: 'admin', is_active: true }]);
    assert.ok(Number(psql(url, "select count(*) from pg_inherits where inhparent = 'events'::regclass")) >= 4);
  });
});

describe('demo data', () => {
  test('is put in once, so that what was deleted stays deleted', async () => {
    const { url, sql } = await createDatabase();
    const env = { DATABASE_URL: url };
    assert.match((await runSauda(['seed'], { env })).out, /^put in /);
    assert.ok(Number(sql('select count(*) from platform_modules')) > 0);
    sql('delete from platform_modules');
    assert.match((await runSauda(['seed'], { env })).out, /nothing to do/);
    assert.equal(sql('select count(*) from platform_modules'), '0');
  });
});

describe('production', () => {
  test('can be migrated, but takes no demo data', async () => {
    const { url } = await createDatabase();
    const env = { DATABASE_URL: url, APP_ENV: 'prod' };
    assert.equal((await runSauda(['migrate'], { env })).code, 0);
    const { code, err } = await runSauda(['seed'], { env });
    assert.equal(code, 1);
    assert.match(err, /production/);
  });
});

describe('the doctor', () => {
  test('finds all well, and says what is not', async () => {
    const { url } = await createDatabase();
    const dataDir = temporaryFolder();
    const well = await runSauda(['doctor'], { env: { DATABASE_URL: url }, dataDir });
    assert.equal(well.code, 0, well.out);
    assert.doesNotMatch(well.out, /WRONG/);
    assert.match(well.out, /^ok +migrations/m);
    assert.match(well.out, /^ok +DATABASE_URL +is set/m);

    const nowhere = await runSauda(['doctor'], { env: { DATABASE_URL: 'postgresql://127.0.0.1:1/x' }, dataDir });
    assert.equal(nowhere.code, 1);
    assert.match(nowhere.out, /^WRONG +database .*refused/m);

    const bad = await runSauda(['doctor'], { env: { PORT: 'x' }, dataDir });
    assert.equal(bad.code, 1);
    assert.match(bad.out, /^WRONG +PORT +must be/m);
  });

  test('tells a port that is ours from one that is not', async () => {
    const sauda = await startSauda();
    const env = { DATABASE_URL: sauda.database.url, PORT: new URL(sauda.url).port };
    const ours = await runSauda(['doctor'], { env, dataDir: temporaryFolder() });
    assert.match(ours.out, /^ok +address +a running server answers/m);
    await sauda.stop();
    const other = net.createServer((socket) => socket.end('no\n')).listen(0, '127.0.0.1');
    await new Promise((resolve) => other.on('listening', resolve));
    const taken = await runSauda(['doctor'], {
      env: { ...env, PORT: String(other.address().port) },
      dataDir: temporaryFolder(),
    });
    other.close();
    assert.equal(taken.code, 1);
    assert.match(taken.out, /^WRONG +address .*taken by another program/m);
  });

  test('makes no cluster where there is none', async () => {
    const { code, out } = await runSauda(['doctor'], { dataDir: temporaryFolder() });
    assert.equal(code, 0, out);
    assert.match(out, /none yet/);
  });
});

// SPDX-License-Identifier: MIT
// The feed of changes: what arrives, in which order, and what a client that was away is told.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Feed, placeOf } from '../support/feed.mjs';
import { closeConnections, request } from '../support/http.mjs';
import { postgresPrograms } from '../support/postgres.mjs';
import { startSauda } from '../support/sauda.mjs';

const POLL_MS = 1000; // how often the feed looks by itself
const DAY_S = 86400;

let sauda;
let sql;
let marker;

before(async () => {
  sauda = await startSauda();
  sql = sauda.database.sql;
  marker = await create('marker');
});
after(async () => {
  closeConnections();
  await sauda?.stop();
});

async function ok(promise, status = 200) {
  const reply = await promise;
  assert.equal(reply.status, status, `${reply.what}: ${reply.text}`);
  return reply.json;
}

const api = (method, path, json, base = sauda.url) => ok(request(base, method, `/api/modules${path}`, { json }), method === 'POST' ? 201 : 200);
/** In the archive, where nothing is checked: so no frame comes but for what a test does. */
const create = (name, base) =>
  api('POST', '/', { name, platform: 'olx', api_url: 'http://127.0.0.1:1', status: 'archived' }, base);

/** Makes modules, or changes them, behind the program's back. */
const insert = (name, n) =>
  sql(`insert into platform_modules (org_id, id, name, platform, status, api_url, rank)
       select (select id from organizations), gen_random_uuid(), '${name}-' || i, 'olx', 'archived', 'http://127.0.0.1:1', random()
       from generate_series(1, ${n}) i`);
const rename = (name, to) => sql(`update platform_modules set description = '${to}' where name like '${name}-%'`);

/** Waits until all that was changed so far, by hand too, has been passed on; the cursor then. */
async function caughtUp() {
  await api('PATCH', `/${marker.id}`, { version: `${Math.random()}` }); // wakes the feed, as no change by hand does
  const last = Number(sql('select max(id) from events'));
  for (;;) {
    const { headers } = await request(sauda.url, 'GET', '/api/modules/stats');
    if (placeOf(headers['x-event-cursor']) >= last) return headers['x-event-cursor'];
    await sleep(5);
  }
}

/** Opens a feed that is live and says nothing of what was before. Its `cursor` is where it begins. */
async function listen(query, base = sauda.url) {
  const cursor = await caughtUp();
  const feed = await Feed.open(base, { ...query, since: cursor });
  await feed.ready();
  return Object.assign(feed, { cursor });
}

/** Comes back at `since` and takes all that was missed. `frames` are the events but for the marker's. */
async function comeBack(since) {
  const end = placeOf(await caughtUp());
  const feed = await Feed.open(sauda.url, { since });
  const frames = await feed.until((f) => f.closed || (f.cursor && placeOf(f.cursor) >= end));
  if (!frames.some((f) => f.type === 'ready')) await feed.ready();
  return Object.assign(feed, { frames: frames.filter((f) => f.id !== marker.id && f.type !== 'ready') });
}

/** A cursor as the program writes it, for places no program hands out. */
function cursorOf(id, atSeconds) {
  const digits = BigInt(id).toString(16).padStart(16, '0') + Math.floor(atSeconds).toString(16).padStart(8, '0');
  let hash = 2166136261;
  for (const c of digits) hash = Math.imul(hash ^ c.charCodeAt(0), 16777619) >>> 0;
  return digits + hash.toString(16).padStart(8, '0');
}

const now = () => Date.now() / 1000;

/** A change is told of at once. Each here is made when the one before has come: by the poll alone it would take a second. */
async function assertAnnounced(feed, base) {
  const times = [];
  do {
    const made = await create(`announced ${times.length}`, base);
    const began = performance.now();
    await feed.until((f) => f.id === made.id);
    times.push(performance.now() - began);
  } while (times.length < 20 && !(Math.min(...times.slice(1)) < 0.7 * POLL_MS));
  assert.ok(times.length < 20, `nothing is told of before ${times.map(Math.round)} ms`);
}

describe('a change', () => {
  test('arrives as one frame with all that is known of it', async () => {
    const feed = await listen({ topics: 'modules' });
    const made = await create('arrives');
    const [created] = await feed.take(1);
    assert.deepEqual(Object.keys(created), ['type', 'cursor', 'at', 'actor', 'id', 'data', 'changed']);
    assert.equal(created.type, 'module.created');
    assert.equal(created.id, made.id);
    assert.equal(created.data.name, 'arrives');
    assert.deepEqual(created.changed, []);
    assert.match(created.actor, /^[0-9a-f-]{36}$/);
    assert.match(created.at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.ok(Math.abs(Date.parse(created.at) - Date.now()) < 600_000);

    await api('PATCH', `/${made.id}`, { name: 'arrived', version: '2' });
    const [updated] = await feed.take(1);
    assert.equal(updated.type, 'module.updated');
    assert.deepEqual(updated.changed, ['name', 'version']);
    assert.ok(placeOf(updated.cursor) > placeOf(created.cursor));
    feed.destroy();
  });

  test('does not wait for the next look', async () => {
    const feed = await listen({ topics: 'modules' });
    await assertAnnounced(feed);
    feed.destroy();
  });

  test('made by hand arrives too, from nobody', async () => {
    insert('by-hand', 1);
    const feed = await listen();
    rename('by-hand', 'by SQL');
    const [event] = await feed.take(1);
    assert.equal(event.type, 'module.updated');
    assert.equal(event.actor, null);
    assert.deepEqual(event.changed, ['description']);
    feed.destroy();
  });

  test('goes to those who asked for its topic', async () => {
    const [users, both] = [await listen({ topics: 'users' }), await listen({ topics: 'users,modules' })];
    await create('topics');
    sql(`update users set full_name = full_name || ' II' where role = 'admin'`);
    assert.deepEqual((await both.take(2)).map((e) => e.type), ['module.created', 'user.updated']);
    assert.equal((await users.next()).type, 'user.updated');
    assert.deepEqual(await users.during(200), []);
    users.destroy();
    both.destroy();
  });

  test('of another organisation stays there', async () => {
    const feed = await listen();
    sql(`with org as (insert into organizations (id, name) values (gen_random_uuid(), 'Others') returning id)
         insert into platform_modules (org_id, id, name, platform, status, api_url, rank)
         select id, gen_random_uuid(), 'theirs', 'olx', 'archived', 'http://127.0.0.1:1', 1 from org`);
    const own = await create('ours');
    const [event] = await feed.take(1);
    assert.equal(event.id, own.id);
    const replayed = await comeBack(feed.cursor);
    assert.deepEqual(replayed.frames.map((e) => e.id), [own.id]);
    sql(`delete from platform_modules where name = 'theirs'; delete from organizations where name = 'Others'`);
    feed.destroy();
    replayed.destroy();
  });

  test('larger than 64 KiB comes without its data', async () => {
    insert('large', 1);
    const feed = await listen();
    sql(`update platform_modules set config = jsonb_build_object('text', repeat('x', 70000)) where name = 'large-1'`);
    const [event] = await feed.take(1);
    assert.equal(event.data, null);
    assert.equal(event.truncated, true);
    assert.deepEqual(event.changed, ['config']);
    feed.destroy();
  });

  test('by another process arrives as soon', async () => {
    const other = await startSauda({ env: { DATABASE_URL: sauda.database.url } });
    const [feed, theirs] = [await listen(), await listen({}, other.url)];
    await assertAnnounced(theirs, other.url);
    await assertAnnounced(feed, other.url);
    feed.destroy();
    theirs.destroy();
    await other.stop();
  });

  test('waits for a transaction that drew a lower id, and comes after it', async (t) => {
    insert('settle', 2);
    const feed = await listen();
    const commit = await leaveOpen(t, `update platform_modules set version = 'low' where name = 'settle-1'`);
    sql(`update platform_modules set version = 'high' where name = 'settle-2'`);
    assert.deepEqual(await feed.during(1300), [], 'nothing passes the open transaction');
    commit();
    assert.deepEqual((await feed.take(2)).map((e) => e.data.version), ['low', 'high']);
    feed.destroy();
  });

  test('does not wait for a transaction that is open for other reasons', async (t) => {
    const feed = await listen();
    const commit = await leaveOpen(t, 'create table left_open ()');
    const made = await create('not held back');
    assert.equal((await feed.next()).id, made.id);
    commit();
    feed.destroy();
  });
});

/** Begins a transaction in a session of its own and leaves it open; the function that commits it. */
async function leaveOpen(t, statement) {
  const psql = spawn(join(postgresPrograms(), 'psql'), ['-XqAt', '-d', sauda.database.url], { stdio: ['pipe', 'pipe', 'inherit'] });
  t.after(() => psql.kill());
  psql.stdin.write(`begin; ${statement}; select 'open';\n`);
  await once(psql.stdout, 'data');
  return () => psql.stdin.end('commit;\n');
}

describe('a client that was away', () => {
  test('gets what it missed, once and in order, and then what happens', async () => {
    insert('missed', 450);
    const { cursor } = await listen();
    rename('missed', 'one');
    rename('missed', 'two');
    const feed = await comeBack(cursor);
    assert.deepEqual(feed.frames.map((f) => f.data.description), [...Array(450).fill('one'), ...Array(450).fill('two')]);
    assert.deepEqual(feed.frames.map((f) => placeOf(f.cursor)), feed.frames.map((_, i) => placeOf(feed.frames[0].cursor) + i));
    const made = await create('afterwards');
    assert.equal((await feed.next()).id, made.id);
    feed.destroy();
  });

  test('gets only the topics it asks for', async () => {
    const { cursor } = await listen();
    await create('not asked for');
    sql(`update users set full_name = full_name || 'I' where role = 'admin'`);
    await caughtUp();
    const feed = await Feed.open(sauda.url, { since: cursor, topics: 'users' });
    assert.deepEqual((await feed.take(2)).map((f) => f.type).sort(), ['ready', 'user.updated']);
    feed.destroy();
  });

  test('joins without a gap where a list was read', async () => {
    for (let i = 0; i < 10; i++) {
      const list = await request(sauda.url, 'GET', '/api/modules/');
      const made = await create(`gap-${i}`);
      const feed = await Feed.open(sauda.url, { since: list.headers['x-event-cursor'] });
      const frames = await feed.until((f) => f.id === made.id);
      const known = new Set(list.json.map((m) => m.id));
      assert.ok(frames.filter((f) => f.type === 'module.created').every((f) => known.has(f.id) || f.id === made.id));
      feed.destroy();
    }
  });

  test('is told to read anew after seven days', async () => {
    const { cursor } = await listen();
    await create('while away');
    const fresh = await comeBack(cursorOf(placeOf(cursor), now() - 6.9 * DAY_S));
    assert.deepEqual(fresh.frames.map((f) => f.type), ['module.created']);
    const stale = await comeBack(cursorOf(placeOf(cursor), now() - 7.1 * DAY_S));
    assert.deepEqual(stale.frames.map((f) => f.type), ['resync']);
    fresh.destroy();
    stale.destroy();
  });

  test('for long without having missed anything just goes on', async () => {
    const { cursor } = await listen();
    const feed = await Feed.open(sauda.url, { since: cursorOf(placeOf(cursor), now() - 30 * DAY_S) });
    assert.equal((await feed.next()).type, 'ready');
    feed.destroy();
  });

  test('with a place of another database is told to read anew', async () => {
    const feed = await Feed.open(sauda.url, { since: cursorOf(2 ** 52, now()) });
    assert.deepEqual((await feed.take(2)).map((f) => f.type), ['resync', 'ready']);
    const made = await create('new beginning');
    assert.equal((await feed.next()).id, made.id);
    feed.destroy();
  });

  test('may come back in crowds', async () => {
    const { cursor } = await listen();
    rename('missed', 'crowd');
    const end = placeOf(await caughtUp());
    const feeds = await Promise.all(Array.from({ length: 100 }, () => Feed.open(sauda.url, { since: cursor })));
    await Promise.all(feeds.map(async (feed) => {
      const frames = await feed.until((f) => f.data && placeOf(f.cursor) >= end);
      assert.equal(frames.filter((f) => f.data?.description === 'crowd').length, 450);
      feed.destroy();
    }));
  });
});

describe('a slow reader', () => {
  const fill = (n) => sql(`update platform_modules set config = jsonb_build_object('text', repeat('${n}', 30000)) where name like 'slow-%'`);

  test('is closed with 1013 and can come back', async () => {
    insert('slow', 100);
    const feed = await listen();
    feed.client.socket.pause();
    for (let n = 0; n < 8; n++) fill(n); // 24 MB, more than sockets hold
    await caughtUp();
    feed.client.socket.resume();
    const frames = await feed.until((f) => f.closed);
    assert.equal(frames.at(-1).closed, 1013);
    assert.ok(frames.length < 800);
    const again = await comeBack(frames.at(-2)?.cursor ?? feed.cursor);
    assert.equal(frames.length - 1 + again.frames.length, 800, 'nothing is lost');
    feed.destroy();
    again.destroy();
  });

  test('may take its time with what it missed', async () => {
    const { cursor } = await listen();
    for (let n = 0; n < 4; n++) fill(n);
    const end = placeOf(await caughtUp());
    const feed = await Feed.open(sauda.url, { since: cursor });
    for (let n = 0, at = 0; at < end; n++) {
      const f = await feed.next();
      assert.ok(!f.closed, `closed with ${f.closed}`);
      at = placeOf(f.cursor);
      if (n % 50 === 0) {
        feed.client.socket.pause();
        await sleep(100);
        feed.client.socket.resume();
      }
    }
    feed.destroy();
  });
});

describe('what is asked wrongly', () => {
  const wrong = [
    ['topics', 'no-such-topic'], ['topics', ''], ['topics', 'modules,'], ['topics', 'modules,no-such-topic'],
    ['since', ''], ['since', '17'], ['since', 'now'], ['since', '0'.repeat(32)], ['since', cursorOf(5, 5).replace(/.$/, (c) => (c === '0' ? '1' : '0'))],
  ];
  for (const [field, value] of wrong) {
    test(`is refused before the connection opens: ${field}=${value}`, async () => {
      await assert.rejects(Feed.open(sauda.url, { [field]: value }), { status: 422 });
    });
  }
});

test('a check passes by once, without a cursor', async () => {
  const made = await create('checked');
  const feed = await listen({ topics: 'modules' });
  await api('GET', `/${made.id}/health`);
  const frames = await feed.until((f) => f.type === 'module.checked');
  const checked = frames.at(-1);
  assert.deepEqual(Object.keys(checked), ['type', 'at', 'id', 'data']);
  assert.equal(checked.id, made.id);
  assert.equal(checked.data.is_healthy, false);
  const replayed = await comeBack(feed.cursor);
  assert.ok(!replayed.frames.some((f) => f.type === 'module.checked'));
  feed.destroy();
  replayed.destroy();
});

test('lost connections to the database are made anew, and nothing is lost with them', async () => {
  const other = await startSauda({ env: { DATABASE_URL: sauda.database.url } });
  insert('reconnect', 1);
  const feed = await listen();
  sql('select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()');
  rename('reconnect', 'meanwhile');
  assert.equal((await feed.next()).data.description, 'meanwhile');
  await untilUp(sauda.url);
  await untilUp(other.url);
  await assertAnnounced(feed, other.url);
  feed.destroy();
  await other.stop();
});

async function untilUp(base) {
  for (let tries = 0; (await request(base, 'GET', '/health/db')).status !== 200; tries++) {
    assert.ok(tries < 600, 'the database is not reached again');
    await sleep(50);
  }
  await sleep(600); // the listening connection comes back by itself, half a second later
}

test('when the database goes back in time, clients are sent to read anew', async () => {
  sql(`select setval('events_id_seq', 2000000)`);
  const feed = await listen();
  sql(`select setval('events_id_seq', 1000000)`);
  assert.deepEqual(await feed.next(), { closed: 1012 });
  const again = await Feed.open(sauda.url, { since: feed.cursor });
  assert.deepEqual((await again.take(2)).map((f) => f.type), ['resync', 'ready']);
  const made = await create('in another time');
  assert.equal((await again.next()).id, made.id);
  feed.destroy();
  again.destroy();
});

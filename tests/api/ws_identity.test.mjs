// SPDX-License-Identifier: MIT
// Who may listen to the feed of changes, to what, and until when; and that no token gets into the log.
import assert from 'node:assert/strict';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Feed } from '../support/feed.mjs';
import { closeConnections, raw, request } from '../support/http.mjs';
import { waitFor } from '../support/patience.mjs';
import { accessToken, as, claimsOf, makeTeam, ROLES, SIGN_IN, signJwt } from '../support/people.mjs';
import { startSauda } from '../support/sauda.mjs';

const QUIET_MS = 400;

let sauda;
let sql;
let team;
let others;
const tokens = []; // all that were ever sent

before(async () => {
  sauda = await startSauda({ env: { ...SIGN_IN, LOG_LEVEL: 'debug', LOOPS: '2' } });
  sql = sauda.database.sql;
  team = makeTeam(sauda.database);
  others = makeTeam(sauda.database, 'Другие');
});
after(async () => {
  closeConnections();
  await sauda?.stop();
});

function tokenOf(user, options) {
  tokens.push(accessToken(user, options));
  return tokens.at(-1);
}

const open = (user, query = {}, options = {}) => Feed.open(sauda.url, { token: tokenOf(user, options), ...query });

async function live(user, query, options) {
  const feed = await open(user, query, options);
  feed.cursor = await feed.ready();
  return feed;
}

/** The status and the code of the error with which a handshake is refused. */
async function refusal(query, headers = {}) {
  const lines = Object.entries({
    Host: 'localhost', Upgrade: 'websocket', Connection: 'Upgrade', 'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==', ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  const { text, statuses } = await raw(sauda.url, `GET /api/ws?${new URLSearchParams(query)} HTTP/1.1\r\n${lines.join('')}\r\n`);
  assert.equal(statuses.length, 1, text);
  assert.doesNotMatch(text, /^(Upgrade|Sec-WebSocket-Accept):/im);
  const [head, body] = text.split('\r\n\r\n');
  assert.match(head, /^content-type: application\/json$/im);
  return `${statuses[0]} ${JSON.parse(body).error_code}`;
}

/** Each loop hears of it by itself, within a second: until then one may open a feed that is closed at once. */
const refusedSoon = (query, headers) => waitFor(() => refusal(query, headers).catch(() => undefined), 'the refusal');

const createModule = async (user, name = randomUUID()) => {
  const json = { name, platform: 'olx', api_url: 'http://127.0.0.1:1', status: 'archived' };
  const reply = await request(sauda.url, 'POST', '/api/modules/', { headers: as(user), json });
  assert.equal(reply.status, 201, reply.text);
  return reply.json;
};
const touch = (user) => sql(`update users set full_name = full_name || '.' where id = '${user.id}'`);
const block = (user) => sql(`update users set is_active = false where id = '${user.id}'`);

/** An API key of the role: { id, headers }. */
function makeKey(role) {
  const [id, key] = [randomUUID(), `sk_${randomBytes(32).toString('base64url')}`];
  tokens.push(key);
  const hash = createHash('sha256').update(key).digest('hex');
  sql(`insert into api_keys (org_id, id, name, role, prefix, hash)
       values ('${team.id}', '${id}', 'listener', '${role}', '${key.slice(0, 8)}', decode('${hash}', 'hex'))`);
  return { id, headers: { 'X-API-Key': key } };
}

/** Another user of the role, whom a test may do away with. */
function spare(role, ofTeam = team) {
  const id = randomUUID();
  const name = `spare-${id.slice(0, 13)}`;
  sql(`insert into users (org_id, id, email, username, full_name, role)
       values ('${ofTeam.id}', '${id}', '${name}@example.kz', '${name}', 'Spare', '${role}')`);
  return { id, orgId: ofTeam.id, role };
}

async function closedSoon(feed) {
  const frames = await feed.until((frame) => frame.closed);
  feed.destroy();
  return frames.at(-1)?.closed;
}

describe('the handshake', () => {
  test('without a token, or with one that is none, nothing is upgraded', async () => {
    const good = tokenOf(team.admin);
    const claims = claimsOf(team.admin);
    const bad = {
      empty: '',
      garbage: 'garbage',
      expired: tokenOf(team.admin, { lifeS: -1 }),
      'of another key': signJwt(claims, { key: 'another key that is as long as it has to be' }),
      'of no algorithm': `${signJwt(claims, { header: { alg: 'none', typ: 'JWT' } }).replace(/[^.]*$/, '')}`,
      cut: good.slice(0, -1),
      'with more behind': `${good}A`,
      'no access token': signJwt({ ...claims, typ: 'refresh' }),
      'of nobody': signJwt({ ...claims, sub: 'nobody' }),
      long: `${good}${'A'.repeat(3000)}`,
    };
    tokens.push(...Object.values(bad).filter((token) => token.length > 20));
    assert.equal(await refusal({}), '401 unauthorized');
    for (const [what, token] of Object.entries(bad)) {
      assert.equal(await refusal({ token }), '401 unauthorized', what);
    }
  });

  test('a request that is no handshake is told so, whoever asks', async () => {
    const { status } = await request(sauda.url, 'GET', `/api/ws?token=${tokenOf(team.admin)}`);
    assert.equal(status, 426);
  });

  test('the headers that other requests carry do as well', async () => {
    for (const headers of [as(team.admin), makeKey('office').headers]) {
      const feed = await Feed.open(sauda.url, {}, headers);
      await feed.ready();
      feed.destroy();
    }
    assert.equal(await refusal({ token: tokenOf(team.admin) }, as(team.admin)), '401 unauthorized');
    assert.equal(await refusal({ token: tokenOf(team.admin) }, makeKey('office').headers), '401 unauthorized');
  });

  test('a page of another address gains nothing: it has no token', async () => {
    assert.equal(await refusal({}, { Origin: 'https://evil.example' }), '401 unauthorized');
    assert.equal(await refusal({}, { Origin: sauda.url, Cookie: `token=${tokenOf(team.admin)}` }), '401 unauthorized');
  });
});

describe('what is heard', () => {
  test('changes of the own organisation alone', async () => {
    const [ours, theirs] = [await live(team.admin), await live(others.admin)];
    const module = await createModule(team.admin);
    await createModule(others.admin, 'theirs');
    const frame = await ours.next();
    assert.deepEqual([frame.type, frame.id, frame.actor], ['module.created', module.id, team.admin.id]);
    const { type, data } = await theirs.next();
    assert.deepEqual([type, data.name], ['module.created', 'theirs']);
    assert.deepEqual([...(await ours.during(QUIET_MS)), ...(await theirs.during(QUIET_MS))], []);
    for (const feed of [ours, theirs]) feed.destroy();
  });

  test('of each topic what the role may read', async () => {
    const may = { modules: ['admin', 'office', 'supervisor', 'manager', 'employee'], users: ['admin', 'office'] };
    const feeds = {};
    for (const role of ROLES) feeds[role] = await live(team[role]);
    await createModule(team.admin);
    touch(team.employee);
    const last = await createModule(team.admin); // wakes the feed
    for (const role of ROLES) {
      const { [role]: feed } = feeds;
      const frames = may.modules.includes(role) ? await feed.until(({ id }) => id === last.id) : await feed.during(QUIET_MS);
      const types = new Set(frames.map(({ type }) => type));
      assert.equal(types.has('module.created'), may.modules.includes(role), role);
      assert.equal(types.has('user.updated'), may.users.includes(role), role);
      feeds[role].destroy();
    }
  });

  test('also of what was missed', async () => {
    const feed = await live(team.admin);
    const { cursor } = feed;
    touch(team.employee);
    const last = await createModule(team.admin);
    await feed.until(({ id }) => id === last.id);
    feed.destroy();
    await sleep(QUIET_MS); // the other loop has heard of it, too
    const types = async (role) => {
      const again = await open(team[role], { since: cursor });
      const frames = await again.until(({ type }) => type === 'ready');
      again.destroy();
      return new Set(frames.map(({ type }) => type));
    };
    assert.deepEqual(await types('admin'), new Set(['module.created', 'user.updated', 'ready']));
    assert.deepEqual(await types('employee'), new Set(['module.created', 'ready']));
    assert.deepEqual(await types('promoter'), new Set(['ready']));
  });

  test('a topic that may not be read is refused by its name', async () => {
    const cases = [
      ['promoter', 'modules', '403 forbidden'],
      ['employee', 'users', '403 forbidden'],
      ['manager', 'modules,users', '403 forbidden'],
      ['admin', 'weather', '422 validation_failed'],
      ['promoter', 'weather', '422 validation_failed'],
      ['admin', '', '422 validation_failed'],
    ];
    for (const [role, topics, expected] of cases) {
      assert.equal(await refusal({ token: tokenOf(team[role]), topics }), expected, `${role} ${topics}`);
    }
    const feed = await live(team.office, { topics: 'users' });
    await createModule(team.admin);
    touch(team.employee);
    await createModule(team.admin);
    assert.equal((await feed.next()).type, 'user.updated');
    assert.deepEqual(await feed.during(QUIET_MS), []);
    feed.destroy();
  });

  test('what passes by once, too', async () => {
    const { id } = await createModule(team.admin);
    const feeds = { employee: await live(team.employee), promoter: await live(team.promoter), stranger: await live(others.admin) };
    const checked = await request(sauda.url, 'GET', `/api/modules/${id}/health`, { headers: as(team.admin) });
    assert.equal(checked.status, 200, checked.text);
    const isCheck = ({ type }) => type === 'module.checked';
    await feeds.employee.until(isCheck);
    const more = {};
    for (const [who, feed] of Object.entries(feeds)) {
      more[who] = (await feed.during(QUIET_MS)).filter(isCheck).length;
      feed.destroy();
    }
    assert.deepEqual(more, { employee: 0, promoter: 0, stranger: 0 });
  });
});

describe('until when', () => {
  test('the token expires: closed with 4401 then, and not before', async () => {
    const lifeS = 5;
    const begun = Date.now();
    const feed = await live(team.admin, {}, { lifeS });
    const longer = await live(team.admin);
    assert.equal(await closedSoon(feed), 4401);
    const took = Date.now() - begun;
    assert.ok(took > (lifeS - 1) * 1000 - 50, `${took} ms`);
    assert.deepEqual(await longer.during(QUIET_MS), []);
    longer.destroy();
  });

  test('a blocked user, on every loop', async () => {
    const user = spare('office');
    const feeds = [];
    for (let i = 0; i < 6; i++) feeds.push(await live(user));
    const bystander = await live(team.office, { topics: 'modules' });
    block(user);
    assert.deepEqual(await Promise.all(feeds.map(closedSoon)), Array(6).fill(4401));
    assert.deepEqual(await bystander.during(QUIET_MS), []);
    assert.equal(await refusedSoon({ token: tokenOf(user) }), '401 unauthorized');
    bystander.destroy();
  });

  test('a user with another role: he comes again with a new token', async () => {
    const user = spare('employee');
    const feed = await live(user);
    sql(`update users set role = 'promoter' where id = '${user.id}'`);
    assert.equal(await closedSoon(feed), 4401);
    assert.equal(await refusedSoon({ token: tokenOf(user) }), '401 unauthorized');
    const again = await live({ ...user, role: 'promoter' }, {}, { epoch: 2 });
    await createModule(team.admin);
    assert.deepEqual(await again.during(QUIET_MS), []);
    again.destroy();
  });

  test('a session that ends: that one alone', async () => {
    const [one, two] = [randomUUID(), randomUUID()];
    for (const id of [one, two]) {
      sql(`insert into sessions (org_id, id, user_id, expires_at) values ('${team.id}', '${id}', '${team.manager.id}', now() + interval '1 day')`);
    }
    const feeds = [await live(team.manager, {}, { sessionId: one }), await live(team.manager, {}, { sessionId: two })];
    sql(`update sessions set ended_at = now() where id = '${one}'`);
    assert.equal(await closedSoon(feeds[0]), 4401);
    assert.deepEqual(await feeds[1].during(QUIET_MS), []);
    feeds[1].destroy();
  });

  test('a key that is revoked', async () => {
    const key = makeKey('employee');
    const feed = await Feed.open(sauda.url, {}, key.headers);
    await feed.ready();
    await createModule(team.admin);
    touch(team.employee);
    const last = await createModule(team.admin);
    const frames = await feed.until(({ id }) => id === last.id);
    assert.deepEqual(frames.map(({ type }) => type), ['module.created', 'module.created']);
    sql(`update api_keys set revoked_at = now() where id = '${key.id}'`);
    assert.equal(await closedSoon(feed), 4401);
    assert.equal(await refusedSoon({}, key.headers), '401 unauthorized');
  });

  test('in the middle of a replay that the client does not read', async () => {
    const user = spare('office', others);
    const first = await live(user);
    first.destroy();
    sql(`insert into platform_modules (org_id, id, name, platform, status, api_url, rank, description)
         select '${others.id}', gen_random_uuid(), 'much-' || i, 'olx', 'archived', 'http://127.0.0.1:1', random(), repeat('x', 1900)
         from generate_series(1, 8000) i`);
    await createModule(others.admin);
    await sleep(QUIET_MS);
    const feed = await open(user, { since: first.cursor });
    feed.client.socket.pause();
    await sleep(QUIET_MS);
    const beside = [];
    for (let i = 0; i < 6; i++) beside.push(await live(user)); // on each loop
    block(user);
    await Promise.all(beside.map(closedSoon));
    await sleep(QUIET_MS);
    feed.client.socket.resume();
    const frames = await feed.until((frame) => frame === null || frame.closed);
    feed.destroy();
    assert.equal(frames.at(-1)?.closed, 4401);
    assert.ok(frames.length < 8000, 'all was sent before anybody was blocked');
  });
});

test('no token gets into the log, whatever becomes of the request', async () => {
  const token = tokenOf(team.admin);
  const paths = [`/api/modules/?token=${token}`, `/api/nothing?token=${token}`, `/nothing?token=${token}`, `/api/ws?token=${token}&x=%zz`];
  for (const path of paths) {
    await request(sauda.url, 'GET', path);
    await raw(sauda.url, `GET ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n`);
    await raw(sauda.url, `BROKEN ${path}\r\n\r\n`);
  }
  await request(sauda.url, 'GET', '/api/modules/', { headers: { Authorization: `Bearer ${token}`, Cookie: `token=${token}` } });
  (await open(team.admin)).client.socket.resetAndDestroy();
  await sleep(QUIET_MS);
  assert.ok(tokens.length > 30);
  assert.match(sauda.err, /preparing /, 'the log is that of debugging');
  for (const sent of tokens) {
    const [, claims, signature] = sent.split('.');
    for (const part of [sent, claims, signature].filter((text) => text?.length >= 20)) {
      assert.ok(!sauda.err.includes(part) && !sauda.out.includes(part), `${part} is in the log`);
    }
  }
});

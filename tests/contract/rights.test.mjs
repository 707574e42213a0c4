// SPDX-License-Identifier: MIT
// Who may call what: every operation of openapi.json by everybody. What is right stands in TABLE below, as it was agreed
// between people and not as the program has it, so that a mistake in either shows.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { addressOf, assertError, assertReply, operations } from '../support/contract.mjs';
import { closeConnections, request } from '../support/http.mjs';
import { preparation } from '../support/needs.mjs';
import { ROLES, SIGN_IN, accessToken, as, makeTeam } from '../support/people.mjs';
import { startSauda, temporaryFolder } from '../support/sauda.mjs';
import { Client } from '../support/ws_client.mjs';

const TABLE = `
  resource                             | admin        | office | supervisor   | promoter | manager        | employee
  modules                              | all          | all    | read         | –        | read           | read
  products                             | all          | all    | read, update | read     | read           | read
  stores, orders, preorders, repricing | all          | all    | read         | –        | read           | –
  pipelines, stages                    | all          | read   | read         | –        | read           | read
  deals                                | all          | read   | all          | –        | own            | own: read, move
  clients, contacts                    | all          | read   | all          | –        | all but delete | read
  tasks, activities                    | all          | read   | all          | –        | own            | own
  agents, knowledge                    | all          | all    | read, chat   | –        | read, chat     | chat
  organization                         | read, update | read   | read         | read     | read           | read
  users                                | all          | read   | –            | –        | –              | –
  integrations, billing                | all          | –      | –            | –        | –              | –
  api_keys, audit                      | all          | –      | –            | –        | –              | –
  reports, dashboard                   | all          | all    | all          | own      | own            | own
  sales, bonuses, messages             | all          | all    | all          | own      | –              | –
`;
const NOBODY = '018f8e9e-0000-7000-8000-00000000dead';
const ALL = ['create', 'read', 'update', 'delete'];
const MORE = { deals: ['move'], agents: ['chat'], knowledge: ['chat'] }; // what else can be done with them
const BY_WHOM = ['public', 'signed-in', 'person'];

/** A cell of the table as { action: 'all' or 'own' }. */
function rightsOf(cell, resource) {
  const all = [...ALL, ...(MORE[resource] ?? [])];
  const [, own, words] = cell.match(/^(own)?(?:: )?(.*)$/);
  const actions = {
    '': all,
    all,
    '–': [],
    'all but delete': all.filter((action) => action !== 'delete'),
  }[words] ?? words.split(', ');
  return Object.fromEntries(actions.map((action) => [action, own ?? 'all']));
}

/** By role and resource: { admin: { modules: { read: 'all', … }, … }, … }; nothing for what the role may not do. */
function readTable() {
  const [[, ...roles], ...rows] = TABLE.trim().split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  const rights = Object.fromEntries(roles.map((role) => [role, {}]));
  for (const [resources, ...cells] of rows) {
    for (const resource of resources.split(', ')) {
      cells.forEach((cell, i) => {
        const found = rightsOf(cell, resource);
        if (Object.keys(found).length) {
          rights[roles[i]][resource] = found;
        }
      });
    }
  }
  return rights;
}

const RIGHTS = readTable();

// Operations that decide by the row: what those that the tests make take.
const BY_ROW = {
  importsGet: 'products:read',
  importsUpdate: 'products:update',
  importsDelete: 'products:update',
  importsCheck: 'products:update',
  importsStart: 'products:update',
  jobsGet: 'products:read',
  jobsCancel: 'products:update',
  jobsRetry: 'products:create',
  operationsGet: 'products:read',
  operationsUndo: 'products:update',
};

/** Whether the operation is refused to somebody of this role before it looks at any row: as a person, or by an API key. */
function isShut(op, role, isKey) {
  if (BY_WHOM.includes(op.permission)) {
    return op.permission === 'person' && isKey;
  }
  return !hasRight(role, op.permission);
}

function hasRight(role, permission) {
  const [resource, action] = permission.split(':');
  return RIGHTS[role][resource]?.[action] !== undefined;
}

/** Whether somebody of this role may call the operation on a row that the tests make. */
function isPermitted(op, role, isKey) {
  return !isShut(op, role, isKey) && (!BY_ROW[op.id] || hasRight(role, BY_ROW[op.id]));
}

const hasId = (op) => op.parameters.some((p) => p.in === 'path' && p.name === 'id');
const isOfAResource = (op) => !BY_WHOM.includes(op.permission);
const overHttp = operations.filter((op) => !op.isWebsocket);

let sauda;
let base;
const ours = {};
const theirs = {};

before(async () => {
  const more = { ENABLE_REGISTRATION: 'true', LOGIN_LIMIT_ACCOUNT: '0', LOGIN_LIMIT_ADDRESS: '0' };
  sauda = await startSauda({ env: { ...SIGN_IN, ...more, DATA_DIR: temporaryFolder() } });
  base = sauda.url;
  for (const [side, name] of [[ours, 'Біз'], [theirs, 'Олар']]) {
    side.team = makeTeam(sauda.database, name);
    side.send = (method, path, { headers, ...options } = {}) =>
      request(base, method, path, { headers: { ...as(side.team.admin), ...headers }, ...options });
    side.prepare = preparation({ url: base, database: sauda.database, send: side.send });
    side.keys = {};
    for (const role of ROLES) {
      const made = await side.send('POST', '/api/api-keys', { json: { name: `A program of ${role}`, role } });
      assert.equal(made.status, 201, made.text);
      side.keys[role] = { 'X-API-Key': made.json.key };
    }
  }
});
after(async () => {
  closeConnections();
  await sauda?.stop();
});

const BROKEN = { body: '{"broken', headers: { 'Content-Type': 'application/json' } };

/** Calls the operation with all that `forWhom` needs to succeed. */
async function call(op, who, forWhom) {
  const { values, ...sent } = await ours.prepare(op, forWhom);
  return request(base, op.method, addressOf(op, values), { ...sent, headers: { ...sent.headers, ...who } });
}

/** Refused with this error, however right or wrong the request is. */
async function assertRefused(op, who, status, code) {
  assertError(await call(op, who), status, code);
  const file = op.isUpload && { body: 'no table', headers: { ...who, 'Content-Type': op.bodyTypes[0] } };
  const wrong = await request(base, op.method, `${addressOf(op)}?no_such_word=1`, file || { headers: who });
  assertError(wrong, status, code);
  if (op.body) {
    const broken = { ...BROKEN, headers: { ...who, ...BROKEN.headers } };
    assertError(await request(base, op.method, addressOf(op), broken), status, code);
  }
}

async function assertVerdict(op, who, mayCall) {
  if (!mayCall && BY_ROW[op.id]) {
    assertError(await call(op, who), 403, 'forbidden');
    return;
  }
  if (!mayCall) {
    await assertRefused(op, who, 403, 'forbidden');
    return;
  }
  const reply = await call(op, who, who);
  assert.ok(reply.status < 300, `${reply.what}: ${reply.status} ${reply.text}`);
  assertReply(op, reply);
}

/** Deals belong to people: a program that may see its own alone meets none, and can add none. */
function ownsNone(op, role) {
  const [resource, action] = op.permission.split(':');
  return resource === 'deals' && RIGHTS[role].deals?.[action] === 'own' && (hasId(op) || action === 'create');
}

async function assertNoneOwned(op, who) {
  assertError(await call(op, who, who), hasId(op) ? 404 : 422);
}

test('every right that the contract names is in the table', () => {
  for (const op of operations.filter(isOfAResource)) {
    assert.ok(isPermitted(op, 'admin', false), `${op.id}: ${op.permission}`);
  }
});

for (const op of overHttp) {
  describe(`${op.id} (${op.permission})`, () => {
    if (op.permission === 'public') {
      test('answers without a token', async () => {
        const reply = await call(op, {});
        assert.ok(reply.status < 300, `${reply.what}: ${reply.status} ${reply.text}`);
      });
    } else {
      test('asks who it is', async () => {
        await assertRefused(op, {}, 401, 'unauthorized');
        await assertRefused(op, { Authorization: 'Bearer a.b.c' }, 401, 'unauthorized');
        await assertRefused(op, { 'X-API-Key': 'sk_of_nobody' }, 401, 'unauthorized');
      });
    }

    for (const role of op.permission === 'public' ? [] : ROLES) {
      const [asPerson, asProgram] = [isPermitted(op, role, false), isPermitted(op, role, true)];
      test(`${asPerson ? 'answers' : 'refuses'} ${role}`, () => assertVerdict(op, as(ours.team[role]), asPerson));
      if (ownsNone(op, role)) {
        test(`has nothing for a key of ${role}`, () => assertNoneOwned(op, ours.keys[role]));
        continue;
      }
      test(`${asProgram ? 'answers' : 'refuses'} a key of ${role}`, () =>
        assertVerdict(op, ours.keys[role], asProgram));
    }

    if (hasId(op)) {
      test('knows nothing of another organisation’s row', async () => {
        const { values, json } = await theirs.prepare(op, as(theirs.team.admin));
        const path = addressOf(op, values);
        const canBeRead = op.method !== 'GET' && overHttp.some((o) => o.method === 'GET' && o.path === op.path);
        const look = async () => canBeRead && (await theirs.send('GET', path)).text;
        const before = await look();
        for (const role of ROLES) {
          const status = isShut(op, role, false) ? 403 : 404;
          assertError(await request(base, op.method, path, { headers: as(ours.team[role]), json }), status);
        }
        const key = ours.keys.admin;
        assertError(
          await request(base, op.method, path, { headers: key, json }),
          isShut(op, 'admin', true) ? 403 : 404,
        );
        assert.equal(await look(), before, 'it is as it was');
      });
    }
  });
}

for (const op of operations.filter((o) => o.isWebsocket)) {
  describe(`${op.id} (${op.permission})`, () => {
    const open = (query, headers) =>
      Client.open({ port: Number(new URL(base).port), path: addressOf(op) + query, headers });

    test('asks who it is before it speaks', async () => {
      for (const [query, headers] of [
        ['', {}],
        ['?token=a.b.c', {}],
        ['', { Authorization: 'Bearer a.b.c' }],
        ['', { 'X-API-Key': 'sk_of_nobody' }],
      ]) {
        await assert.rejects(open(query, headers), (error) => error.status === 401);
      }
    });

    for (const role of ROLES) {
      test(`opens for ${role}`, async () => {
        for (const [query, headers] of [
          [`?token=${accessToken(ours.team[role])}`, {}],
          ['', as(ours.team[role])],
          ['', ours.keys[role]],
        ]) {
          const client = await open(query, headers);
          assert.equal(client.status, 101);
          client.destroy();
        }
      });
    }
  });
}

test('a list shows nothing of another organisation', async () => {
  const module = await theirs.prepare(operations.find((op) => op.id === 'modulesGet'));
  const secrets = [theirs.team.id, module.values.id, ...ROLES.map((role) => theirs.team[role].id)];
  for (const op of overHttp.filter((o) => o.method === 'GET' && !hasId(o) && o.permission !== 'public')) {
    const reply = await ours.send('GET', addressOf(op));
    assert.equal(reply.status, 200, reply.text);
    for (const secret of secrets) {
      assert.ok(!reply.text.includes(secret), `${op.id} shows ${secret}`);
    }
  }
});

test('another organisation’s row is as if it were not there, in a body too', async () => {
  const get = operations.find((op) => op.id === 'modulesGet');
  const [own, foreign] = [(await ours.prepare(get)).values.id, (await theirs.prepare(get)).values.id];
  for (const [method, path, json] of [
    ['PATCH', `/api/modules/${own}/order`, (id) => ({ before_id: id })],
    ['PATCH', `/api/modules/${own}/order`, (id) => ({ after_id: id })],
    ['PATCH', `/api/modules/${own}/status`, (id) => ({ status: 'inactive', before_id: id })],
    ['PATCH', `/api/modules/${own}/status`, (id) => ({ status: 'inactive', after_id: id })],
    ['POST', '/api/modules/batch/reorder', (id) => ({ items: [{ id: own, order: 0 }, { id, order: 1 }] })],
  ]) {
    const headers = { 'X-Request-Id': 'same' };
    const [absent, other] = [
      await ours.send(method, path, { json: json(NOBODY), headers }),
      await ours.send(method, path, { json: json(foreign), headers }),
    ];
    assert.ok([404, 422].includes(other.status), `${other.what}: ${other.text}`);
    assert.equal(other.status, absent.status);
    assert.equal(other.text.replaceAll(foreign, NOBODY), absent.text);
  }
});

test('everybody is told the rights that they have', async () => {
  for (const role of ROLES) {
    const me = await request(base, 'GET', '/api/auth/me', { headers: as(ours.team[role]) });
    assert.deepEqual(me.json.rights, RIGHTS[role], role);
  }
});

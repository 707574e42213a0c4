// SPDX-License-Identifier: MIT
// What an operation needs to succeed, where the least that fits its schema is not enough: rows that are there, links that
// were sent, people who are signed in. A new operation that needs something gets its line here, and is covered.
import assert from 'node:assert/strict';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { example } from './contract.mjs';
import { request } from './http.mjs';
import { PASSWORD, signIn } from './people.mjs';

/**
 * For an organisation, that of the admin whom `send(method, path, { json, headers })` acts for. The function returned
 * makes what one call of the operation needs: { values, json }, the values for its path and the body, or for an upload
 * { values, body, headers }. `caller` are the headers of the person who will call, where it is not the admin.
 */
export function preparation({ url, database, send }) {
  const email = () => `person-${randomUUID().slice(0, 13)}@oppo.kz`;

  async function ok(status, method, path, options) {
    const reply = await send(method, path, options);
    assert.equal(reply.status, status, `${reply.what}: ${reply.text}`);
    return reply.json;
  }

  const newModule = async (fields) => {
    const json = { name: 'Contract', platform: 'olx', api_url: 'http://127.0.0.1:1', ...fields };
    return (await ok(201, 'POST', '/api/modules', { json })).id;
  };
  const productJson = () => ({ sku: randomUUID(), name: 'Contract' });
  const newProduct = async () => (await ok(201, 'POST', '/api/products', { json: productJson() })).id;
  const newOperation = async () => {
    const json = { items: [{ id: await newProduct(), price: 1 }] };
    return (await ok(200, 'POST', '/api/products/batch', { json })).operation_id;
  };
  // One for all: there may be a hundred, and fifty stages in each.
  let pipeline;
  const thePipeline = async () => (pipeline ??= await ok(201, 'POST', '/api/pipelines', { json: { name: 'Contract' } }));
  const newPipeline = async () => {
    await thePipeline(); // the default one, which stays
    return (await ok(201, 'POST', '/api/pipelines', { json: { name: 'Contract' } })).id;
  };
  const newStage = async () => {
    const { id } = await thePipeline();
    return (await ok(201, 'POST', `/api/pipelines/${id}/stages`, { json: { name: 'Contract' } })).id;
  };
  const withPipeline = async () => {
    await thePipeline();
    return {};
  };
  const theStage = async () => ({ values: { id: (await thePipeline()).stages[0].id } });
  const newClient = async () => (await ok(201, 'POST', '/api/clients', { json: { name: 'Contract' } })).id;
  const newContact = async () => (await ok(201, 'POST', '/api/contacts', { json: { full_name: 'Contract' } })).id;
  // Of the caller himself where he may add one, since he may see his own alone; of the admin for who may only look.
  async function newOwn(caller, path, json) {
    const made = caller && (await request(url, 'POST', path, { headers: caller, json }));
    return made?.status === 201 ? made.json.id : (await ok(201, 'POST', path, { json })).id;
  }
  const newTask = (caller) => newOwn(caller, '/api/tasks', { title: 'Contract' });
  const newActivity = async (caller) =>
    newOwn(caller, '/api/activities', { type: 'note', client_id: await newClient() });
  // Of the caller, who may see his own alone, where he is a person.
  async function newDeal(caller) {
    await thePipeline();
    const me = caller && (await request(url, 'GET', '/api/auth/me', { headers: caller }));
    const owner_id = me?.status === 200 ? me.json.user.id : null;
    return (await ok(201, 'POST', '/api/deals', { json: { title: 'Contract', owner_id } })).id;
  }
  const newPerson = () =>
    ok(201, 'POST', '/api/users', { json: { email: email(), full_name: 'Ерлан', role: 'employee', password: PASSWORD } });
  const refreshToken = async () => ({ refresh_token: (await signIn(url, await newPerson())).refresh_token });

  // As the mail has it; only its hash is in the database.
  async function newLink(kind) {
    const [{ id }, token] = [await newPerson(), randomBytes(32).toString('base64url')];
    const hash = createHash('sha256').update(token).digest('hex');
    if (kind === 'invite') {
      database.sql(`update users set password_hash = null where id = '${id}'`);
    }
    database.sql(`
      insert into mail_links (org_id, id, user_id, kind, hash, expires_at, due_at)
      select org_id, '${randomUUID()}', id, '${kind}', '\\x${hash}', now() + interval '1 h', null
      from users where id = '${id}'`);
    return token;
  }

  async function newSession(caller) {
    const id = randomUUID();
    const { user, organization } = await ok(200, 'GET', '/api/auth/me', { headers: caller });
    database.sql(`
      insert into sessions (org_id, id, user_id, expires_at)
      values ('${organization.id}', '${id}', '${user.id}', now() + interval '1 h')`);
    return id;
  }

  // Of a kind that no process knows, so that it stays as it is; it follows the rights of products.
  async function newJob(state = 'queued') {
    const id = randomUUID();
    const { organization } = await ok(200, 'GET', '/api/auth/me');
    database.sql(`
      insert into jobs (org_id, id, kind, state, max_attempts, finished_at)
      values ('${organization.id}', '${id}', 'products.contract', '${state}', 5, ${state === 'queued' ? 'null' : 'now()'})`);
    return id;
  }

  /** What a file is sent by. */
  const FILE = { body: 'sku;name\nA-1;Телефон\n', headers: { 'Content-Type': 'text/csv' } };

  async function newUpload() {
    const { organization } = await ok(200, 'GET', '/api/auth/me');
    database.sql(`delete from imports where org_id = '${organization.id}' and state = 'ready'`);
    return FILE;
  }

  // Straight into the database, so that no limit of how many files may wait is met; of products that are there already, so
  // that who may not create some may start it.
  async function newImport() {
    const id = randomUUID();
    const { organization } = await ok(200, 'GET', '/api/auth/me');
    const size = Buffer.byteLength(FILE.body);
    database.sql(`
      insert into imports (org_id, id, entity, state, format, size_bytes, encoding, separator, header_row, columns, mapping,
                           create_new)
      values ('${organization.id}', '${id}', 'product', 'ready', 'csv', ${size}, 'utf-8', ';', 1,
              '[{"index": 0, "name": "sku"}, {"index": 1, "name": "name"}]',
              '[{"column": 0, "field": "sku"}, {"column": 1, "field": "name"}]', false);
      insert into import_pieces (org_id, import_id, n, data)
      values ('${organization.id}', '${id}', 0, convert_to('${FILE.body}', 'UTF8'))`);
    return id;
  }

  const needs = {
    activitiesCreate: async () => ({ json: { type: 'note', client_id: await newClient() } }),
    apiKeysDelete: async () => {
      const json = { name: 'Contract', role: 'employee' };
      return { values: { id: (await ok(201, 'POST', '/api/api-keys', { json })).id } };
    },
    authAcceptInvite: async () => ({ json: { token: await newLink('invite'), password: PASSWORD } }),
    authConfirmReset: async () => ({ json: { token: await newLink('reset'), password: PASSWORD } }),
    authEndSession: async (caller) => ({ values: { id: await newSession(caller) } }),
    authLogin: async () => ({ json: { username: (await newPerson()).email, password: PASSWORD } }),
    authLogout: async () => ({ json: await refreshToken() }),
    authRefresh: async () => ({ json: await refreshToken() }),
    authRegister: async () => ({
      json: { email: email(), password: PASSWORD, full_name: 'Айгерим', organization_name: 'Жаңа команда' },
    }),
    authUpdateMe: async () => ({ json: { language: 'kk' } }),
    clientsCreate: async () => ({ json: { name: 'Contract' } }),
    clientsMerge: async () => ({ json: { target_id: await newClient(), ids: [await newClient()] } }),
    clientsUpdate: async () => ({ values: { id: await newClient() }, json: { name: 'Жаңа' } }),
    clientsReplace: async () => ({ values: { id: await newClient() }, json: { name: 'Жаңа' } }),
    contactsCreate: async () => ({ json: { full_name: 'Contract' } }),
    contactsUpdate: async () => ({ values: { id: await newContact() }, json: { full_name: 'Жаңа' } }),
    contactsReplace: async () => ({ values: { id: await newContact() }, json: { full_name: 'Жаңа' } }),
    dealsBoard: async () => void (await thePipeline()),
    dealsColumn: async () => ({ values: { stage_id: (await thePipeline()).stages[0].id } }),
    dealsCreate: async () => void (await thePipeline()),
    dealsMove: async (caller) => ({
      values: { id: await newDeal(caller) },
      json: { stage_id: (await thePipeline()).stages[0].id },
    }),
    dealsReplace: async (caller) => ({ values: { id: await newDeal(caller) }, json: { title: 'Жаңа' } }),
    dealsUpdate: async (caller) => ({ values: { id: await newDeal(caller) }, json: { title: 'Жаңа' } }),
    importsUpdate: async () => ({ values: { id: await newImport() }, json: { on_error: 'stop' } }),
    importsUpload: newUpload,
    importsUploadClients: newUpload,
    importsUploadDeals: newUpload,
    jobsRetry: async () => ({ values: { id: await newJob('failed') } }),
    modulesDelete: async () => ({ values: { id: await newModule({ status: 'archived' }) } }),
    modulesReorder: async () => ({ json: { items: [{ id: await newModule(), order: 0 }] } }),
    modulesSetOrder: async () => ({ values: { id: await newModule() }, json: { order: 0 } }),
    pipelinesDelete: async () => ({ values: { id: await newPipeline() } }),
    productsBatchSave: async () => ({ json: { items: [{ id: await newProduct(), price: 1 }] } }),
    productsCreate: async () => ({ json: productJson() }),
    productsPutBySku: async () => {
      const json = productJson();
      await ok(201, 'POST', '/api/products', { json });
      return { values: { sku: json.sku }, json: { price: 1 } };
    },
    organizationUpdate: async () => ({ json: { name: 'Команда', currency: 'KZT' } }),
    reportsPipeline: withPipeline,
    reportsPipelineExport: withPipeline,
    stagesDelete: async () => ({ values: { id: await newStage() } }),
    stagesReplace: theStage,
    stagesUpdate: theStage,
    usersCreate: async () => ({ json: { email: email(), full_name: 'Ерлан', role: 'manager', password: PASSWORD } }),
    usersInvite: async () => ({ json: { email: email(), role: 'manager' } }),
    usersUpdate: async () => ({ values: { id: (await newPerson()).id }, json: { full_name: 'Ерлан Оспанов' } }),
  };
  const rowOf = { activities: newActivity, clients: newClient, contacts: newContact, deals: newDeal, imports: newImport, jobs: () => newJob(), modules: () => newModule(), operations: newOperation, pipelines: async () => (await thePipeline()).id, products: newProduct, tasks: newTask, users: async () => (await newPerson()).id };

  return async function prepare(op, caller) {
    const needed = await needs[op.id]?.(caller);
    const newRow = rowOf[op.path.split('/')[1]];
    const needsRow = op.parameters.some((p) => p.in === 'path' && p.name === 'id') && !needed?.values;
    return {
      values: needsRow && newRow ? { id: await newRow(caller) } : {},
      json: op.body && example(op.body),
      ...needed,
    };
  };
}

// SPDX-License-Identifier: MIT
// The contract as tests see it: its operations, values that fit a schema, values that each break one rule of it, and
// the check that a reply is what the contract promises.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const file = process.env.SAUDA_OPENAPI ?? fileURLToPath(new URL('../../build/dev/gen/openapi.json', import.meta.url));
export const contract = JSON.parse(readFileSync(file, 'utf8'));

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** The node without $ref, all the way down; words beside a $ref win. */
export function resolve(node) {
  if (Array.isArray(node)) {
    return node.map(resolve);
  }
  if (node === null || typeof node !== 'object') {
    return node;
  }
  if (typeof node.$ref === 'string') {
    const { $ref, ...beside } = node;
    const target = $ref
      .slice(2)
      .split('/')
      .reduce((at, part) => at[part.replaceAll('~1', '/').replaceAll('~0', '~')], contract);
    return resolve({ ...target, ...beside });
  }
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, resolve(value)]));
}

export const operations = Object.entries(contract.paths).flatMap(([path, item]) =>
  METHODS.filter((method) => method in item).map((method) => {
    const node = resolve(item[method]);
    const own = node.parameters ?? [];
    const shared = resolve(item.parameters ?? []).filter((p) => !own.some((o) => o.name === p.name && o.in === p.in));
    return {
      id: node.operationId,
      method: method.toUpperCase(),
      path,
      permission: node['x-permission'],
      isAtRoot: node['x-root'] === 'also',
      isWebsocket: node['x-websocket'] === true,
      parameters: [...own, ...shared],
      isUpload: node['x-upload'] === true,
      body: node.requestBody?.content['application/json']?.schema,
      isBodyRequired: node.requestBody?.required === true,
      bodyTypes: Object.keys(node.requestBody?.content ?? {}),
      bodyLimit: node['x-body-limit'] ?? 65536,
      responses: node.responses,
    };
  }),
);

/** The methods a path answers, as Allow has them. */
export function allowOf(path) {
  const own = operations.filter((op) => op.path.replace(/\/$/, '') === path.replace(/\/$/, ''));
  const allow = own.flatMap((op) => (op.method === 'GET' && !op.isWebsocket ? ['GET', 'HEAD'] : [op.method]));
  return [...allow, 'OPTIONS'].sort();
}

// ---- values --------------------------------------------------------------------------------------------------------

const UUID = '018f8e9e-0000-7000-8000-00000000abcd';
const FORMATS = {
  uuid: { good: UUID, bad: 'no-uuid' },
  username: { good: 'aigerim', bad: 'Not a name' },
  slug: { good: 'olx', bad: 'Not a Slug' },
  currency: { good: 'KZT', bad: 'QQQ' },
  'http-url': { good: 'http://127.0.0.1:1', bad: 'ftp://127.0.0.1' },
  path: { good: '/health', bad: 'health' },
  etag: { good: 1, bad: 'x', goodText: '"1"' },
  email: { good: 'a@b.kz', bad: 'a@b' },
  date: { good: '2026-11-21', bad: '2026-02-30' },
  'date-time': { good: '2026-11-21T06:05:43Z', bad: '2026-11-21' },
  password: { good: 'Secret-123!', bad: null },
  money: { good: 199.9, bad: 1.999 },
  color: { good: '#1A2B3C', bad: 'red' },
  phone: { good: '+77071234567', bad: '12' },
  'bin-iin': { good: '123456789013', bad: '123456789012' },
};

const kindsOf = (schema) => [schema.type ?? 'any'].flat();
const kindOf = (schema) => kindsOf(schema).find((kind) => kind !== 'null');

/** A value that fits, with no more in it than must be. */
export function example(schema) {
  if (schema.enum) {
    return schema.enum.find((v) => v !== null);
  }
  switch (kindOf(schema)) {
    case 'string':
      return FORMATS[schema.format]?.good ?? 'x'.repeat(Math.max(1, schema.minLength ?? 1));
    case 'integer':
    case 'number':
      return FORMATS[schema.format]?.good ?? Math.max(schema.minimum ?? 1, Math.min(1, schema.maximum ?? 1));
    case 'boolean':
      return false;
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => example(schema.items));
    default: {
      const names = new Set(schema.required ?? []);
      for (const name of Object.keys(schema.properties ?? {})) {
        if (names.size < (schema.minProperties ?? 0) && !schema.properties[name].readOnly) {
          names.add(name);
        }
      }
      return Object.fromEntries([...names].map((name) => [name, example(schema.properties[name])]));
    }
  }
}

const WRONG_TYPES = {
  string: [5, ['x'], {}],
  integer: ['1', 1.5, true],
  number: ['1', true],
  boolean: ['true', 1],
  array: [{}, 'x'],
  object: [[], 'x'],
};

function* brokenScalars(schema, at) {
  if (schema.enum) {
    yield { at, value: 'no-such-word', code: 'enum' };
    return;
  }
  if (schema.minLength > 0) {
    yield { at, value: 'x'.repeat(schema.minLength - 1), code: 'min_length' };
  }
  if (schema.maxLength !== undefined) {
    yield { at, value: 'қ'.repeat(schema.maxLength + 1), code: 'max_length' };
  }
  if (['string', 'number'].includes(kindOf(schema)) && schema.format && FORMATS[schema.format].bad !== null) {
    yield { at, value: FORMATS[schema.format].bad, code: 'format' };
  }
  if (schema.minimum !== undefined) {
    yield { at, value: schema.minimum - 1, code: 'minimum' };
  }
  if (schema.maximum !== undefined) {
    yield { at, value: schema.maximum + 1, code: 'maximum' };
  }
}

function* brokenArrays(schema, at) {
  const item = example(schema.items);
  if (schema.minItems > 0) {
    yield { at, value: Array(schema.minItems - 1).fill(item), code: 'min_items' };
  }
  if (schema.maxItems !== undefined) {
    yield { at, value: Array(schema.maxItems + 1).fill(item), code: 'max_items' };
  }
  for (const broken of brokenValues(schema.items, `${at}[1]`)) {
    yield { ...broken, value: [item, broken.value] };
  }
}

function* brokenObjects(schema, at) {
  const good = example(schema);
  const prefix = at === '' ? '' : `${at}.`;
  for (const name of schema.required ?? []) {
    const { [name]: _, ...rest } = good;
    yield { at: prefix + name, value: rest, code: 'required' };
  }
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (!property.readOnly) {
      for (const broken of brokenValues(property, prefix + name)) {
        yield { ...broken, value: { ...good, [name]: broken.value } };
      }
    }
  }
  if (!schema.additionalProperties) {
    yield { at: `${prefix}no_such_field`, value: { ...good, no_such_field: 1 }, code: 'unknown_field' };
  } else if (typeof schema.additionalProperties === 'object') {
    for (const broken of brokenValues(schema.additionalProperties, `${prefix}any`)) {
      yield { ...broken, value: { ...good, any: broken.value } };
    }
  }
  if (schema.minProperties > 0) {
    yield { at: at || 'body', value: {}, code: 'min_properties' };
  }
  if (schema.maxProperties !== undefined) {
    const many = Array.from({ length: schema.maxProperties + 1 }, (_, i) => [
      `k${i}`,
      example(schema.additionalProperties),
    ]);
    yield { at: at || 'body', value: Object.fromEntries(many), code: 'max_properties' };
  }
  if (schema['x-max-bytes']) {
    yield { at, value: { text: 'x'.repeat(schema['x-max-bytes']) }, code: 'too_large' };
  }
}

/** Values of which each breaks one rule: `at` is the field that must be named, with `code`. */
export function* brokenValues(schema, at = '') {
  for (const value of WRONG_TYPES[kindOf(schema)] ?? []) {
    // a text alone is no body at all, and where a bare array may stand for the body it is none that breaks its type
    if (at !== '' || (Array.isArray(value) && !schema['x-bare-array'])) {
      yield { at: at || 'body', value, code: 'type' };
    }
  }
  if (at !== '' && !kindsOf(schema).includes('null')) {
    yield { at, value: null, code: 'type' };
  }
  if (kindOf(schema) === 'array') {
    yield* brokenArrays(schema, at);
  } else if (kindOf(schema) === 'object') {
    yield* brokenObjects(schema, at);
  } else {
    yield* brokenScalars(schema, at);
  }
}

/** Of a parameter that is a list with commas, which is named as a whole. */
function* brokenLists(schema, at) {
  const item = exampleText(schema.items);
  const items = Array(schema.minItems - 1).fill(item);
  if (schema.minItems > 1) {
    yield { at, value: items.join(','), code: 'min_items' };
  }
  yield { at, value: Array(schema.maxItems + 1).fill(item).join(','), code: 'max_items' };
  if (kindOf(schema.items) !== 'string') {
    yield { at, value: [...items, 'x'].join(','), code: 'type' };
  }
  for (const broken of brokenScalars(schema.items, at)) {
    yield { ...broken, value: [...items, broken.value].join(',') };
  }
}

/** The same for a parameter, which is a text. */
export function* brokenTexts(parameter) {
  const { schema, name } = parameter;
  if (kindOf(schema) === 'array') {
    yield* brokenLists(schema, name);
    return;
  }
  if (schema.format === 'etag') {
    yield { at: name, value: FORMATS.etag.bad, code: 'format' };
    return;
  }
  if (kindOf(schema) !== 'string') {
    yield { at: name, value: 'x', code: 'type' };
  }
  for (const broken of brokenScalars(schema, name)) {
    const isPossible = parameter.in === 'query' || (String(broken.value) !== '' && !/[^\x20-\x7e]/.test(broken.value));
    if (isPossible) {
      yield { ...broken, value: String(broken.value) };
    }
  }
}

/** The address of an operation, its path parameters filled in. */
export function addressOf(op, values = {}, prefix = '/api') {
  const path = op.path.replace(/\{(\w+)\}/g, (_, name) => {
    const parameter = op.parameters.find((p) => p.in === 'path' && p.name === name);
    return encodeURIComponent(values[name] ?? exampleText(parameter.schema));
  });
  return prefix + path;
}

/** An id, of the kind the operation has, that nothing has. */
export function absentId(op) {
  const id = op.parameters.find((p) => p.in === 'path' && p.name === 'id');
  return id?.schema.type === 'integer' ? 9007199254740000 : '018f8e9e-0000-7000-8000-00000000dead';
}

export function exampleText(schema) {
  return String(FORMATS[schema.format]?.goodText ?? example(schema));
}

/** A good value of a parameter: the contract's own, where it has one. */
export function exampleOf(parameter) {
  return String(parameter.example ?? exampleText(parameter.schema));
}

// ---- replies -------------------------------------------------------------------------------------------------------

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats(ajv);
for (const name of ['http-url', 'path', 'slug', 'etag', 'username', 'currency', 'money']) {
  ajv.addFormat(name, true);
}
const compiled = new Map();

/** A reply may hold nothing that the contract does not know. */
function closed(schema) {
  if (Array.isArray(schema)) {
    return schema.map(closed);
  }
  if (schema === null || typeof schema !== 'object') {
    return schema;
  }
  const out = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  if (schema.properties && !('additionalProperties' in schema) && kindOf(schema) === 'object') {
    out.additionalProperties = false;
  }
  return out;
}

function validate(key, schema, value, what) {
  if (!compiled.has(key)) {
    compiled.set(key, ajv.compile(schema));
  }
  const check = compiled.get(key);
  assert.ok(check(value), `${what}: ${ajv.errorsText(check.errors)}\n${JSON.stringify(value).slice(0, 2000)}`);
}

/** An error in the one format, its code one of the list, with the status it has there. */
export function assertError(reply, status, code) {
  assert.equal(reply.status, status, `${reply.what}: ${reply.text.slice(0, 500)}`);
  assert.match(reply.headers['content-type'] ?? '', /^application\/json/, reply.what);
  const error = reply.json;
  validate('Error', resolve(contract.components.schemas.Error), error, reply.what);
  const known = contract['x-errors'].find((e) => e.code === error.error_code);
  assert.ok(known, `${reply.what}: ${error.error_code} is not in the list of errors`);
  assert.equal(known.status, status, `${reply.what}: the status of ${error.error_code}`);
  assert.equal(error.details.request_id, reply.headers['x-request-id'], reply.what);
  if (known.retry_after === undefined) {
    assert.equal(reply.headers['retry-after'], undefined, reply.what);
  } else {
    assert.match(reply.headers['retry-after'] ?? '', /^[1-9]\d*$/, reply.what);
  }
  if (code !== undefined) {
    assert.equal(error.error_code, code, `${reply.what}: ${reply.text.slice(0, 500)}`);
  }
  return error;
}

/** 422 that names the field with the code. */
export function assertField(reply, field, code) {
  const error = assertError(reply, 422, 'validation_failed');
  const told = (error.details.fields ?? []).map((f) => `${f.field}: ${f.code}`);
  assert.ok(told.includes(`${field}: ${code}`), `${reply.what}: ${field}: ${code} is not among ${told.join(', ')}`);
}

/** What the contract promises for this operation and status: body, type and headers. */
export function assertReply(op, reply) {
  if (reply.status >= 400) {
    assertError(reply, reply.status);
    return;
  }
  const promised = op.responses[reply.status];
  assert.ok(promised, `${reply.what}: ${reply.status} is not in the contract of ${op.id}`);
  assert.ok(reply.headers['x-request-id'], reply.what);
  for (const name of Object.keys(promised.headers ?? {})) {
    assert.ok(reply.headers[name.toLowerCase()], `${reply.what}: the header ${name} is missing`);
  }
  if (!promised.content) {
    assert.equal(reply.bytes.length, 0, `${reply.what}: there must be no body`);
    return;
  }
  const type = reply.headers['content-type'];
  const media = promised.content[type?.split(';')[0]];
  assert.ok(media, `${reply.what}: ${type} is not in the contract of ${op.id}`);
  if (media.schema.type !== 'string') {
    assert.equal(type, 'application/json', reply.what);
    validate(`${op.id} ${reply.status}`, closed(media.schema), reply.json, reply.what);
  }
}

// SPDX-License-Identifier: MIT
// What comes as an access token but is none: each is answered with 401 and the same words, whatever is wrong with it.
import assert from 'node:assert/strict';
import { createHash, createHmac, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertError } from '../support/contract.mjs';
import { closeConnections, raw, request } from '../support/http.mjs';
import { SECRET_KEY, SIGN_IN, accessToken, as, bearer, claimsOf, makeTeam, signJwt } from '../support/people.mjs';
import { startSauda } from '../support/sauda.mjs';

const PATH = '/api/modules/';
const GOOD_KEY = `sk_${'k'.repeat(43)}`;
const encode = (bytes) => Buffer.from(bytes).toString('base64url');

let sauda;
let manager;
let claims; // good ones of the manager
let good; // the token with them

before(async () => {
  sauda = await startSauda({ env: { ...SIGN_IN, LOG_LEVEL: 'debug' } });
  manager = makeTeam(sauda.database).manager;
  claims = claimsOf(manager);
  good = signJwt(claims);
  const hash = createHash('sha256').update(GOOD_KEY).digest('hex');
  sauda.database.sql(`
    insert into api_keys (org_id, id, name, role, prefix, hash)
    values ('${manager.orgId}', '${randomUUID()}', 'of a test', 'manager', 'sk_kkkk', '\\x${hash}')`);
});
after(async () => {
  closeConnections();
  await sauda?.stop();
});

// ---- making them ---------------------------------------------------------------------------------------------------

const now = () => Math.floor(Date.now() / 1000);
const withClaims = (changes, options) => signJwt({ ...claims, ...changes }, options);
const without = (name) => signJwt(Object.fromEntries(Object.entries(claims).filter(([key]) => key !== name)));
const withHeader = (header, options) => signJwt(claims, { header, ...options });
const [head, payload, signature] = [0, 1, 2].map((i) => () => good.split('.')[i]);

/** Signs a payload of any bytes, well. */
function signBytes(bytes, header = '{"alg":"HS256","typ":"JWT"}') {
  const text = `${encode(header)}.${encode(bytes)}`;
  return `${text}.${createHmac('sha256', SECRET_KEY).update(text).digest('base64url')}`;
}

/** The good claims as JSON text with one piece of it replaced. */
const edited = (from, to) => signBytes(JSON.stringify(claims).replace(from, () => to));
const expLine = () => `"exp":${claims.exp}`;
const nested = (depth) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

/** Signed with a private key, as the header says. */
function signedAsymmetrically(alg) {
  const { privateKey } =
    alg === 'RS256'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const text = `${encode(JSON.stringify({ alg, typ: 'JWT' }))}.${payload()}`;
  return `${text}.${encode(sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' }))}`;
}

const flipped = (text, at) => `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;

const HOSTILE = {
  'no algorithm, no signature': () => `${encode('{"alg":"none"}')}.${payload()}.`,
  'None': () => `${encode('{"alg":"None","typ":"JWT"}')}.${payload()}.`,
  'nOnE with the signature': () => `${encode('{"alg":"nOnE","typ":"JWT"}')}.${payload()}.${signature()}`,
  'none, signed well': () => withHeader({ alg: 'none', typ: 'JWT' }),
  'HS384 with the right key': () => withHeader({ alg: 'HS384', typ: 'JWT' }, { hash: 'sha384' }),
  'HS512 with the right key': () => withHeader({ alg: 'HS512', typ: 'JWT' }, { hash: 'sha512' }),
  'HS384 signed as HS256': () => withHeader({ alg: 'HS384', typ: 'JWT' }),
  'hs256 in small letters': () => withHeader({ alg: 'hs256', typ: 'JWT' }),
  'RS256 signed with our secret': () => withHeader({ alg: 'RS256', typ: 'JWT' }),
  'ES256 signed with our secret': () => withHeader({ alg: 'ES256', typ: 'JWT' }),
  'RS256 with a key of its own': () => signedAsymmetrically('RS256'),
  'ES256 with a key of its own': () => signedAsymmetrically('ES256'),
  'no alg': () => withHeader({ typ: 'JWT' }),
  'alg null': () => withHeader({ alg: null, typ: 'JWT' }),
  'alg a list': () => withHeader({ alg: ['HS256'], typ: 'JWT' }),
  'alg twice': () => signBytes(JSON.stringify(claims), '{"alg":"none","alg":"HS256","typ":"JWT"}'),
  'a header of another type': () => withHeader({ alg: 'HS256', typ: 'JWE' }),
  'a header with a type that is no text': () => withHeader({ alg: 'HS256', typ: 1 }),
  'a header that is a list': () => withHeader([]),
  'a header that is a text': () => signBytes(JSON.stringify(claims), '"HS256"'),
  'a header that is no JSON': () => signBytes(JSON.stringify(claims), 'HS256'),
  'a deep header': () => signBytes('{}', `{"alg":"HS256","x":${nested(700)}}`),
  'a deep header that is not signed': () => `${encode(`{"alg":"HS256","x":${'['.repeat(1300)}`)}.e30.x`,
  'crit': () => withHeader({ alg: 'HS256', typ: 'JWT', crit: ['exp'] }),
  'crit null': () => withHeader({ alg: 'HS256', typ: 'JWT', crit: null }),
  'a signature cut by one': () => good.slice(0, -1),
  'a signature cut by half': () => good.slice(0, -20),
  'one character of a signature': () => `${head()}.${payload()}.A`,
  'no signature': () => `${head()}.${payload()}.`,
  'no signature and no dot': () => `${head()}.${payload()}`,
  'a signature with another character': () => flipped(good, good.length - 10),
  'a signature whose spare bits differ': () =>
    good.slice(0, -1) + String.fromCharCode(good.charCodeAt(good.length - 1) + 1),
  'a signature with more behind it': () => `${good}AAAA`,
  'a very long signature': () => good + 'A'.repeat(1200),
  'a payload with another character': () => flipped(good, head().length + 10),
  'a header with another character': () => flipped(good, 5),
  'padding behind it': () => `${good}=`,
  'padding in the payload': () => `${head()}.${payload()}==.${signature()}`,
  'padding that was signed': () => {
    const text = `${head()}.${payload()}=`;
    return `${text}.${createHmac('sha256', SECRET_KEY).update(text).digest('base64url')}`;
  },
  'ordinary base64': () => `${head()}.${payload()}.${Buffer.from(signature(), 'base64url').toString('base64')}+/`,
  'a blank in the middle': () => `${head()}. ${payload()}.${signature()}`,
  'a tab behind it': () => `${good}\t.`,
  'quotes': () => `"${good}"`,
  'a comma and another': () => `${good}, ${good}`,
  'four parts': () => `${good}.AAAA`,
  'five parts, as of JWE': () =>
    `${encode('{"alg":"dir","enc":"A256GCM"}')}..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA`,
  'an empty header': () => `.${payload()}.${signature()}`,
  'an empty payload': () => `${head()}..${signature()}`,
  'an empty payload, signed well': () => signBytes(''),
  'dots alone': () => '..',
  'one word': () => 'token',
  'aud of another': () => withClaims({ aud: 'other' }),
  'no aud': () => without('aud'),
  'aud a list': () => withClaims({ aud: ['sauda'] }),
  'aud in capitals': () => withClaims({ aud: 'Sauda' }),
  'iss of another': () => withClaims({ iss: 'https://sauda.example.kz' }),
  'no iss': () => without('iss'),
  'iss null': () => withClaims({ iss: null }),
  'typ refresh': () => withClaims({ typ: 'refresh' }),
  'no typ': () => without('typ'),
  'expired': () => withClaims({ iat: now() - 1000, nbf: now() - 1000, exp: now() - 100 }),
  'expired this second': () => withClaims({ iat: now() - 900, nbf: now() - 900, exp: now() }),
  'no exp': () => without('exp'),
  'exp a text': () => withClaims({ exp: String(claims.exp) }),
  'exp a broken number': () => edited(expLine(), `"exp":${claims.exp}.5`),
  'exp a number with a point': () => edited(expLine(), `"exp":${claims.exp}.0`),
  'exp below zero': () => withClaims({ exp: -1 }),
  'exp the largest integer': () => edited(expLine(), '"exp":9223372036854775807'),
  'exp beyond the largest integer': () => edited(expLine(), '"exp":9223372036854775808'),
  'exp 1e400': () => edited(expLine(), '"exp":1e400'),
  'exp true': () => withClaims({ exp: true }),
  'exp null': () => withClaims({ exp: null }),
  'not valid before an hour has passed': () => withClaims({ nbf: now() + 3600 }),
  'no nbf': () => without('nbf'),
  'nbf a text': () => withClaims({ nbf: '0' }),
  'made in an hour': () => withClaims({ iat: now() + 3600, nbf: now(), exp: now() + 4500 }),
  'no iat': () => without('iat'),
  'iat the smallest integer': () => edited(`"iat":${claims.iat}`, '"iat":-9223372036854775808'),
  'a life of an hour': () => withClaims({ exp: now() + 3600 }),
  'a life longer than any': () => withClaims({ iat: now() - 100, exp: now() + 850 }),
  'sub no uuid': () => withClaims({ sub: 'admin' }),
  'sub with SQL in it': () => withClaims({ sub: "' or true --" }),
  'no sub': () => without('sub'),
  'sub a number': () => withClaims({ sub: 1 }),
  'org no uuid': () => withClaims({ org: `${claims.org}0` }),
  'no org': () => without('org'),
  'sid empty': () => withClaims({ sid: '' }),
  'no sid': () => without('sid'),
  'a role that is none': () => withClaims({ role: 'root' }),
  'a role in capitals': () => withClaims({ role: 'Admin' }),
  'roles': () => withClaims({ role: ['admin'] }),
  'no role': () => without('role'),
  'epoch a text': () => withClaims({ epoch: '1' }),
  'epoch below zero': () => withClaims({ epoch: -1 }),
  'no epoch': () => without('epoch'),
  'a claim twice': () => edited('"role":"manager"', '"role":"manager","role":"admin"'),
  'a deep claim': () => edited('{', `{"x":${nested(400)},`),
  'a claim with a NUL': () => edited('"sauda"', '"sauda\\u0000"'),
  'a payload that ends in a NUL': () => signBytes(`${JSON.stringify(claims)}\0`),
  'a payload that is not UTF-8': () => signBytes(Buffer.from(JSON.stringify({ ...claims, x: 'é' }), 'latin1')),
  'a payload with half a surrogate': () => edited('{', '{"x":"\\ud800",'),
  'a payload with a byte order mark': () => signBytes(`\ufeff${JSON.stringify(claims)}`),
  'a payload with more behind it': () => signBytes(`${JSON.stringify(claims)}{}`),
  'a payload cut short': () => signBytes(JSON.stringify(claims).slice(0, -1)),
  'a payload that is a list': () => signBytes(JSON.stringify([claims])),
  'a payload that is a number': () => signBytes('1'),
  'a payload that is a text': () => signBytes('"sub"'),
  'a payload that is null': () => signBytes('null'),
  'signed with no key': () => signJwt(claims, { key: '' }),
  'signed with another key': () => signJwt(claims, { key: 'another-secret-key-that-is-long-enough-too' }),
  'signed with the beginning of the key': () => signJwt(claims, { key: SECRET_KEY.slice(0, 31) }),
  'signed with the key and more': () => signJwt(claims, { key: `${SECRET_KEY} ` }),
  'signed with a file that anybody can read': () =>
    withHeader({ alg: 'HS256', typ: 'JWT', kid: '../../../../dev/null' }, { key: '' }),
  'a key that it brings itself': () =>
    withHeader({ alg: 'HS256', typ: 'JWT', jwk: { kty: 'oct', k: encode('x'.repeat(32)) } }, { key: 'x'.repeat(32) }),
  'longer than a token may be': () => withClaims({ x: 'x'.repeat(2000) }),
  'ten thousand characters': () => 'A'.repeat(10_000),
};

// ---- asking --------------------------------------------------------------------------------------------------------

const ask = (headers) => request(sauda.url, 'GET', PATH, { headers });

/** The same with a header of any bytes, one character each. The one status that comes. */
async function askRaw(authorization) {
  const { host } = new URL(sauda.url);
  const { statuses } = await raw(
    sauda.url,
    `GET ${PATH} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nAuthorization: ${authorization}\r\n\r\n`,
  );
  assert.equal(statuses.length, 1);
  return statuses[0];
}

function assertRefused(reply) {
  const error = assertError(reply, 401, 'unauthorized');
  assert.equal(reply.headers['www-authenticate'], 'Bearer');
  return error.message;
}

describe('a hostile token', () => {
  const messages = new Set();
  for (const [name, make] of Object.entries(HOSTILE)) {
    test(name, async () => {
      const token = make();
      messages.add(assertRefused(await ask(bearer(token))));
      assert.ok(token.length < 40 || !sauda.err.includes(token), 'it stands in the log');
    });
  }
  test('none tells by its words what was wrong with it', () => {
    assert.equal(messages.size, 1, [...messages].join('\n'));
  });
});

describe('what stands around the token', () => {
  const cases = {
    'nothing': () => ({}),
    'an empty header': () => ({ Authorization: '' }),
    'Bearer alone': () => ({ Authorization: 'Bearer' }),
    'Bearer and a blank': () => ({ Authorization: 'Bearer ' }),
    'no blank': () => ({ Authorization: `Bearer${good}` }),
    'a tab for a blank': () => ({ Authorization: `Bearer\t${good}` }),
    'the token alone': () => ({ Authorization: good }),
    'Basic': () => ({ Authorization: `Basic ${Buffer.from('admin:admin').toString('base64')}` }),
    'Basic with the token': () => ({ Authorization: `Basic ${good}` }),
    'Bearer twice': () => ({ Authorization: `Bearer Bearer ${good}` }),
    'two headers that say the same': () => ({ Authorization: [`Bearer ${good}`, `Bearer ${good}`] }),
    'a good header and a bad one': () => ({ Authorization: [`Bearer ${good}`, 'Bearer x'] }),
    'the token as an API key': () => ({ 'X-API-Key': good }),
    'an API key as the token': () => bearer(GOOD_KEY),
    'a token and a key': () => ({ ...bearer(good), 'X-API-Key': GOOD_KEY }),
    'a good token and a bad key': () => ({ ...bearer(good), 'X-API-Key': 'sk_x' }),
    'two keys': () => ({ 'X-API-Key': [GOOD_KEY, GOOD_KEY] }),
    'an empty key': () => ({ 'X-API-Key': '' }),
    'a key that nobody has': () => ({ 'X-API-Key': `sk_${'z'.repeat(43)}` }),
    'a key cut by one': () => ({ 'X-API-Key': GOOD_KEY.slice(0, -1) }),
    'a key and one more': () => ({ 'X-API-Key': `${GOOD_KEY}k` }),
    'a key with SQL in it': () => ({ 'X-API-Key': `sk_${"' or true --".padEnd(43, 'k')}` }),
    'a cookie': () => ({ Cookie: `token=${good}; access_token=${good}` }),
  };
  for (const [name, headers] of Object.entries(cases)) {
    test(name, async () => {
      assertRefused(await ask(headers()));
    });
  }

  test('the query of an operation that is no WebSocket', async () => {
    assertRefused(await request(sauda.url, 'GET', `${PATH}?token=${good}`));
  });

  // What no client library would send.
  const bytes = {
    'digits of another alphabet': () => `Bearer ${good.slice(0, -4)}${Buffer.from('١٢٣٤').toString('latin1')}`,
    'bytes that are not UTF-8': () => `Bearer ${good}\xff\xfe`,
    'a line of its own': () => `Bearer\r\n ${good}x`,
  };
  for (const [name, value] of Object.entries(bytes)) {
    test(name, async () => {
      assert.equal(await askRaw(value()), 401);
    });
  }

  test('a header larger than any may be', async () => {
    assert.equal(await askRaw(`Bearer ${'A'.repeat(100_000)}`), 431);
  });
});

describe('a good token', () => {
  const cases = {
    'as the program makes it': () => bearer(accessToken(manager)),
    'again': () => bearer(good),
    'with the scheme in small letters': () => ({ Authorization: `bearer ${good}` }),
    'with the scheme in capitals': () => ({ Authorization: `BEARER ${good}` }),
    'behind two blanks': () => ({ Authorization: `Bearer  ${good}` }),
    'with a header that names no type': () => bearer(withHeader({ alg: 'HS256' })),
    'with a name of its key, which nobody looks up': () =>
      bearer(withHeader({ alg: 'HS256', typ: 'JWT', kid: '../../../../etc/passwd' })),
    'with claims that are none of ours': () => bearer(withClaims({ x: { y: [1] }, name: 'Ә' })),
    'with ids in capitals': () =>
      bearer(
        withClaims({
          sub: claims.sub.toUpperCase(),
          org: claims.org.toUpperCase(),
          sid: claims.sid.toUpperCase(),
        }),
      ),
    'of a machine whose clock is 20 s ahead': () =>
      bearer(withClaims({ iat: now() + 20, nbf: now() + 20, exp: now() + 920 })),
    'that ends in some seconds': () => bearer(withClaims({ iat: now() - 880, nbf: now() - 880, exp: now() + 20 })),
    'that is an API key': () => ({ 'X-API-Key': GOOD_KEY }),
  };
  for (const [name, headers] of Object.entries(cases)) {
    test(name, async () => {
      const reply = await ask(headers());
      assert.equal(reply.status, 200, reply.text);
    });
  }

  test('is good no longer than it says', async () => {
    const headers = bearer(withClaims({ iat: now() - 894, nbf: now() - 894, exp: now() + 6 }));
    assert.equal((await ask(headers)).status, 200);
    await sleep(6100);
    assertRefused(await ask(headers));
  });

  test('acts in its own organisation, also where the ids came in capitals', async () => {
    const office = { ...manager, role: 'office' };
    const upper = { ...office, id: office.id.toUpperCase(), orgId: office.orgId.toUpperCase() };
    const json = { name: 'Магазин', platform: 'olx', api_url: 'http://127.0.0.1:1', status: 'archived' };
    const reply = await request(sauda.url, 'POST', PATH, { headers: as(upper), json });
    assert.equal(reply.status, 201, reply.text);
    const seen = await ask(bearer(good));
    assert.deepEqual(seen.json.map((module) => module.id), [reply.json.id]);
  });
});

test('where nobody has to be anybody, a bad token does no harm', async () => {
  for (const headers of [bearer('x'), bearer(good), { Authorization: 'Basic eA==' }, { 'X-API-Key': 'x' }]) {
    const reply = await request(sauda.url, 'GET', '/api/health', { headers });
    assert.equal(reply.status, 200, reply.text);
  }
});

// SPDX-License-Identifier: MIT
// Organisations and the people in them, put straight into the database, and access tokens made as the program makes
// them: for tests that ask who may do what, not how one signs in. Everybody can sign in, too.
import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { request } from './http.mjs';

/** The SECRET_KEY of servers under test that verify our tokens. */
export const SECRET_KEY = 'a-secret-key-of-tests-that-is-long-enough';
export const ROLES = ['admin', 'office', 'supervisor', 'promoter', 'manager', 'employee'];

/** What startSauda() needs so that people have to sign in. */
export const SIGN_IN = { AUTH_REQUIRED: 'true', SECRET_KEY };

/** Everybody's password, and its hash by the program's parameters, so that no test waits for argon2. */
export const PASSWORD = 'Correct.Horse-1';
export const PASSWORD_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$c2FsdC1mb3ItdGVzdHMtMQ$KItGA7bDPHW/fUe7dXKE/Rw/tV0zPBpG0FaM34hqomU';

const quoted = (value) => (value === null ? 'null' : `'${String(value).replaceAll("'", "''")}'`);

/** An organisation with one user for each role: { id, admin, office, … }, each { id, orgId, role, email, username }. */
export function makeTeam(database, name = 'Команда') {
  const orgId = randomUUID();
  const team = { id: orgId };
  const short = orgId.slice(0, 8);
  for (const role of ROLES) {
    team[role] = { id: randomUUID(), orgId, role, email: `${role}@${short}.kz`, username: `${role}-${short}` };
  }
  const rows = ROLES.map((role) => {
    const { id, email, username } = team[role];
    return `(${[orgId, id, email, username, `${role} ${name}`, role, PASSWORD_HASH].map(quoted).join(', ')})`;
  });
  database.sql(`
    insert into organizations (id, name) values (${quoted(orgId)}, ${quoted(name)});
    insert into users (org_id, id, email, username, full_name, role, password_hash) values ${rows.join(', ')};`);
  return team;
}

const base64url = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** Signs any text as the payload of a JWT with any header: also what no honest program would. */
export function signJwt(payload, { header = { alg: 'HS256', typ: 'JWT' }, key = SECRET_KEY, hash = 'sha256' } = {}) {
  const text = `${base64url(header)}.${base64url(payload)}`;
  return `${text}.${createHmac(hash, key).update(text).digest('base64url')}`;
}

/** The claims of a user's access token, as the program writes them. */
export function claimsOf(user, { lifeS = 900, epoch = 1, sessionId = randomUUID() } = {}) {
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: 'sauda',
    aud: 'sauda',
    sub: user.id,
    org: user.orgId,
    sid: sessionId,
    role: user.role,
    epoch,
    typ: 'access',
    jti: randomUUID(),
    iat: now,
    nbf: now,
    exp: now + lifeS,
  };
}

export const accessToken = (user, options) => signJwt(claimsOf(user, options));

export const bearer = (token) => ({ Authorization: `Bearer ${token}` });

/** The header that makes a request this user's. */
export const as = (user, options) => bearer(accessToken(user, options));

/** Signs in as a person does: { access_token, refresh_token, … }. */
export async function signIn(url, user, { password = PASSWORD, headers } = {}) {
  const reply = await request(url, 'POST', '/api/auth/login', { json: { username: user.email, password }, headers });
  assert.equal(reply.status, 200, `${user.email} cannot sign in: ${reply.text}`);
  return reply.json;
}

/** The payload of a JWT, not verified. */
export const payloadOf = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());

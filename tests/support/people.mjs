// SPDX-License-Identifier: MIT
// Organisations and the people in them, put straight into the database, and access tokens made as the program makes
// them: for tests that ask who may do what, not how one signs in.
import { createHmac, randomUUID } from 'node:crypto';

/** The SECRET_KEY of servers under test that verify our tokens. */
export const SECRET_KEY = 'a-secret-key-of-tests-that-is-long-enough';
export const ROLES = ['admin', 'office', 'supervisor', 'promoter', 'manager', 'employee'];

/** What startSauda() needs so that people have to sign in. */
export const SIGN_IN = { AUTH_REQUIRED: 'true', SECRET_KEY };

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
    return `(${[orgId, id, email, username, `${role} ${name}`, role].map(quoted).join(', ')})`;
  });
  database.sql(`
    insert into organizations (id, name) values (${quoted(orgId)}, ${quoted(name)});
    insert into users (org_id, id, email, username, full_name, role) values ${rows.join(', ')};`);
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

/** The header that makes a request this user's. */
export const as = (user, options) => ({ Authorization: `Bearer ${accessToken(user, options)}` });

// SPDX-License-Identifier: MIT
// Signing in where a test looks at the answer itself: what comes, as what, and how it is refused; and mailed links.
import assert from 'node:assert/strict';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { request } from './http.mjs';
import { PASSWORD } from './people.mjs';

/** Another password that the program takes. */
export const OTHER_PASSWORD = 'Battery_Staple-2';

/** PASSWORD under weaker parameters than the program's (m=8192, t=1). */
export const WEAK_HASH = '$argon2id$v=19$m=8192,t=1,p=1$c2FsdC1mb3ItdGVzdHMtMQ$AysepEfbOkSjtfA41OoYzD8MnxECUVDTcM0m2AVOCYY';

/** By e-mail or user name; what else the options hold goes into the body. */
export const login = (url, username, password = PASSWORD, { headers, agent, ...more } = {}) =>
  request(url, 'POST', '/api/auth/login', { headers, agent, json: { username, password, ...more } });

/** What Set-Cookie says: { name, value, attributes }. */
export function cookieOf(reply) {
  const [line, ...others] = reply.headers['set-cookie'] ?? [];
  assert.ok(line, `${reply.what}: no cookie is set`);
  assert.deepEqual(others, []);
  const [pair, ...attributes] = line.split('; ');
  const at = pair.indexOf('=');
  return { name: pair.slice(0, at), value: pair.slice(at + 1), attributes: attributes.sort() };
}

/** How long a 429 says to wait, in seconds: no longer than the minute it is about. */
export function waitOf(reply) {
  const seconds = Number(reply.headers['retry-after']);
  assert.ok(Number.isInteger(seconds) && seconds >= 1 && seconds <= 60, `Retry-After: ${reply.headers['retry-after']}`);
  return seconds;
}

/** Makes a link of that kind ('reset', 'invite') as the program does; its token. */
export function makeLink(database, user, kind = 'reset', age = '0 s') {
  const token = randomBytes(32).toString('base64url');
  const hash = createHash('sha256').update(token).digest('hex');
  const life = kind === 'reset' ? '1 hour' : '7 days';
  database.sql(`insert into mail_links (org_id, id, user_id, kind, hash, created_at, expires_at)
                values ('${user.orgId}', '${randomUUID()}', '${user.id}', '${kind}', '\\x${hash}', now() - interval '${age}',
                        now() - interval '${age}' + interval '${life}')`);
  return token;
}

/** Somebody who was invited and has no password yet; the link's token. */
export function invite(database, user) {
  database.sql(`update users set password_hash = null where id = '${user.id}'`);
  return makeLink(database, user, 'invite');
}

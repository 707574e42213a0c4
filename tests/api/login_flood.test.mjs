// SPDX-License-Identifier: MIT
// Many who sign in at the same moment: the first get in, the rest are told to come again, and nothing grows without end.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { availableParallelism } from 'node:os';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertError, assertReply, operations } from '../support/contract.mjs';
import { closeConnections, request } from '../support/http.mjs';
import { PASSWORD, SIGN_IN, as, makeTeam } from '../support/people.mjs';
import { startSauda } from '../support/sauda.mjs';

const AT_ONCE = 200;
const QUEUE = 64; // sign-ins that wait for their turn
const ROUNDS = 3;
const LINES = 60; // in the log: one a second for each loop at most, and that in a long run
const GAP_MS = 5; // between two who are put off by one loop
const HASH_MB = 19; // what argon2id holds while it works on one password

// Beside the hashes, 200 connections with their arenas and buffers, and what malloc keeps. The address sanitizer keeps what
// was freed, hashes too, up to 256 MB.
const GROWTH_MB = HASH_MB * availableParallelism() + (process.env.SAUDA_IS_ASAN === '1' ? 400 : 60);

const byId = Object.fromEntries(operations.map((op) => [op.id, op]));
const agent = new http.Agent({ keepAlive: true, maxSockets: AT_ONCE });

let sauda;
let team;

before(async () => {
  sauda = await startSauda({ env: SIGN_IN });
  team = makeTeam(sauda.database);
  sauda.database.sql(`
    insert into users (org_id, id, email, username, full_name, role, password_hash)
    select org_id, gen_random_uuid(), 'crowd' || n || '@oppo.kz', 'crowd' || n, 'Толпа', 'employee', password_hash
    from users, generate_series(1, ${AT_ONCE}) n where id = '${team.employee.id}'`);
});
after(async () => {
  agent.destroy();
  closeConnections();
  await sauda?.stop();
});

const peakMb = () => Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${sauda.pid}/status`, 'utf8'))[1]) / 1024;

const signInAs = (n, agent) =>
  request(sauda.url, 'POST', '/api/auth/login', { agent, json: { username: `crowd${n}@oppo.kz`, password: PASSWORD } });

test('all of a crowd get in or are told when to come again', async () => {
  const me = () => request(sauda.url, 'GET', '/api/auth/me', { headers: as(team.admin) });
  assert.equal((await signInAs(1)).status, 200);
  const before = peakMb();
  let areSpread = false;
  for (let round = 0; round < ROUNDS; round++) {
    const signIn = async (n) => Object.assign(await signInAs(n, agent), { at: performance.now() });
    const crowd = Array.from({ length: AT_ONCE }, (_, i) => signIn(i + 1));
    const [seen, ...replies] = await Promise.all([sleep(50).then(me), ...crowd]);
    assert.equal(seen.status, 200, 'who is in already is served meanwhile');
    const inside = replies.filter((reply) => reply.status === 200);
    for (const reply of replies) {
      if (reply.status === 200) {
        assertReply(byId.authLogin, reply);
      } else {
        assertError(reply, 503); // with Retry-After
      }
    }
    const putOff = replies.filter((reply) => reply.status === 503).map((reply) => reply.at);
    areSpread ||= Math.max(...putOff) - Math.min(...putOff) > (putOff.length / availableParallelism() / 2) * GAP_MS;
    assert.ok(inside.length >= QUEUE / 16, `only ${inside.length} got in`); // who waits ten seconds is put off, too
  }
  assert.ok(areSpread, 'who is put off is not so all at once');
  const grown = peakMb() - before;
  assert.ok(grown < GROWTH_MB, `${grown.toFixed(0)} MB more than before, ${GROWTH_MB} were expected at most`);
  const lines = sauda.err.match(/^.*requests were put off.*$/gm) ?? [];
  assert.ok(lines.length >= 1, 'the log tells of it');
  assert.ok(lines.length <= LINES, `the log has ${lines.length} lines of it`);
  const [{ count }] = sauda.database.rows('select count(*) from login_failures');
  assert.equal(count, 0, 'nobody is charged with a failure');
  assert.equal((await signInAs(1)).status, 200, 'afterwards all is as before');
});

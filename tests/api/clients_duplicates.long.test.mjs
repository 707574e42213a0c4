// SPDX-License-Identifier: MIT
// Clients that may be the same, among a hundred thousand: found by a statement that may take three seconds.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { closeConnections, request } from '../support/http.mjs';
import { as, makeTeam, SIGN_IN } from '../support/people.mjs';
import { startSauda } from '../support/sauda.mjs';

let sauda;

before(async () => {
  sauda = await startSauda({ env: SIGN_IN });
});
after(async () => {
  closeConnections();
  await sauda?.stop();
});

test('two that are alike are found among 100,000', { timeout: 120_000 }, async () => {
  const team = makeTeam(sauda.database);
  const send = (method, path, json) => request(sauda.url, method, `/api/clients${path}`, { json, headers: as(team.admin) });
  const ids = [];
  for (const name of ['ТОО «Сары Арқа»', 'Сары-арка']) {
    ids.push((await send('POST', '', { name })).json.id);
  }
  sauda.database.sql(`
    begin;
    set local sauda.bulk = 'on';
    insert into clients (org_id, name, phone, email)
    select '${team.id}', 'ТОО «' || translate(left(md5(i::text), 12), '0123456789', 'ghijklmnop') || ' ' || (array['Строй', 'Сервис', 'Трейд'])[1 + i % 3] || '»',
           '+7701' || lpad(i::text, 7, '0'), 'c' || i || '@mail.kz'
    from generate_series(1, 100000) i;
    commit;
    analyze clients;`);
  for (const query of ['', `?client_id=${ids[0]}`]) {
    const reply = await send('GET', `/duplicates${query}`);
    assert.equal(reply.status, 200, reply.text);
    assert.deepEqual(reply.json.items.map(({ reason, clients }) => [reason, clients.map((c) => c.id)]), [['name', ids]]);
  }
});

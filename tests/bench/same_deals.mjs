// SPDX-License-Identifier: MIT
// Before anything is measured on deals: all servers answer the same, and their moves leave the same events and activities.
import assert from 'node:assert/strict';
import { ADMIN, asAdmin, uuid } from './data.mjs';
import { PREFIX, pathOfBoard, pathOfSeller } from './deals.mjs';

const ABSENT = 999_999_999;

async function ask(server, path, body) {
  const response = await fetch(`http://127.0.0.1:${server.port}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: body === undefined ? asAdmin() : { ...asAdmin(), 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, etag: response.headers.get('etag'), body: text && JSON.parse(text) };
}

async function found(server, path) {
  const answer = await ask(server, path);
  assert.equal(answer.status, 200, `${server.title}: ${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

// Peers do not number their pages, and have cursors of their own.
const withoutCursor = ({ next_cursor, page, ...rest }) => ({ ...rest, hasNext: next_cursor !== null });

async function answersOf(server, { first, stages, sellers, ...office }) {
  const refused = {
    absent: await ask(server, `${PREFIX}/${ABSENT}`),
    'no id': await ask(server, `${PREFIX}/first`),
    'absent to move': await ask(server, `${PREFIX}/${ABSENT}/move`, { stage_id: stages[0] }),
    'no stage': await ask(server, `${PREFIX}/${first}/move`, {}),
    'a stage that is none': await ask(server, `${PREFIX}/${first}/move`, { stage_id: 'won' }),
    'an unknown field': await ask(server, `${PREFIX}/${first}/move`, { stage_id: stages[0], place: 1 }),
  };
  return {
    one: await ask(server, `${PREFIX}/${first}`),
    board: (await found(server, pathOfBoard(office))).map(withoutCursor),
    page: withoutCursor(await found(server, pathOfSeller(sellers[1]))),
    refused: Object.fromEntries(Object.entries(refused).map(([name, { status }]) => [name, status])),
  };
}

// There and back again; what the first of the two moves answered and left.
async function move(cluster, server, { first, stages }) {
  const before = (await ask(server, `${PREFIX}/${first}`)).body;
  const target = stages.find((stage) => stage !== before.stage_id);
  const { status, etag, body } = await ask(server, `${PREFIX}/${first}/move`, { stage_id: target });
  assert.equal(status, 200, `${server.title}: ${JSON.stringify(body)}`);
  assert.equal(etag, `"${body.deal.revision}"`, server.title);
  const left = await cluster.sql(
    `select json_build_object('actor', e.actor, 'changed', e.changed, 'author', a.author_id, 'from', a.from_stage_id, 'to', a.to_stage_id)
     from (select * from events where entity = 'deal' and entity_id = '${first}' order by id desc limit 1) e,
          (select * from activities where deal_id = ${first} order by id desc limit 1) a`,
  );
  const { actor, author, changed, ...way } = JSON.parse(left);
  assert.deepEqual([actor, author], [uuid(ADMIN), uuid(ADMIN)], server.title);
  await ask(server, `${PREFIX}/${first}/move`, { stage_id: before.stage_id });
  const { revision, updated_at, stage_entered_at, ...deal } = body.deal;
  assert.equal(revision, before.revision + 1, server.title);
  return { ...body, deal, changed: changed.sort(), way };
}

export async function expectSameDeals(cluster, [sauda, ...peers], office) {
  await move(cluster, sauda, office); // to the top, from where all begin
  for (const peer of peers) {
    assert.deepEqual(await answersOf(peer, office), await answersOf(sauda, office), `${peer.title} answers otherwise than Sauda`);
    const expected = await move(cluster, sauda, office);
    assert.deepEqual(await move(cluster, peer, office), expected, `${peer.title} moves otherwise than Sauda`);
  }
}

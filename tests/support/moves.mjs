// SPDX-License-Identifier: MIT
// Many people move modules about at once, and one watches over a bad connection.
import assert from 'node:assert/strict';
import { CutOffFeed, Feed, placeOf } from './feed.mjs';
import { closeConnections, request } from './http.mjs';
import { startSauda } from './sauda.mjs';

const COLUMNS = ['active', 'testing', 'inactive', 'archived'];
const MOVERS = 16;
const MODULES = 200;
const CUTS = 50;

const pick = (list) => list[Math.floor(Math.random() * list.length)];

async function ok(promise, status = 200) {
  const reply = await promise;
  assert.equal(reply.status, status, `${reply.what}: ${reply.text}`);
  return reply.json;
}

/** A move somewhere else: into another column, or to another place. */
function move(base, id, ids) {
  const other = pick(ids.filter((o) => o !== id));
  const place = pick([{ before_id: other }, { after_id: other }, { order: Math.floor(Math.random() * 60) }]);
  return Math.random() < 0.5
    ? request(base, 'PATCH', `/api/modules/${id}/status`, { json: { status: pick(COLUMNS) } })
    : request(base, 'PATCH', `/api/modules/${id}/order`, { json: place });
}

/** Moves until `left.n` are done. Returns, by module, the revision that each move which changed something led to. */
async function mover(base, ids, left, revisions) {
  while (left.n-- > 0) {
    const id = pick(ids);
    const reply = await move(base, id, ids);
    if (reply.status === 200) {
      revisions.get(id).add(reply.json.revision);
    } else {
      // the other module has just gone into another column
      assert.ok([404, 409, 422].includes(reply.status), `${reply.what}: ${reply.text}`);
    }
  }
}

function assertPlaces(board, ids) {
  assert.deepEqual(board.map((m) => m.id).sort(), [...ids].sort(), 'none is lost, none is there twice');
  for (const column of COLUMNS) {
    const places = board.filter((m) => m.status === column).map((m) => m.order);
    assert.deepEqual(places, [...places.keys()], `the places in ${column} are counted through`);
  }
}

/** Within a module the order of the events is that of its revisions; assertEachMoveOnce() looks there. */
function assertSame(seen, all) {
  const cursors = (events) => events.map((e) => e.cursor);
  assert.deepEqual(cursors(seen), cursors(all), 'each event once, in their order');
}

export async function checkMoves(moves) {
  const sauda = await startSauda();
  try {
    const ids = [];
    for (let i = 0; i < MODULES; i++) {
      const fields = { name: `Module ${i}`, platform: 'olx', api_url: 'http://127.0.0.1:1', status: pick(COLUMNS) };
      ids.push((await ok(request(sauda.url, 'POST', '/api/modules/', { json: fields }), 201)).id);
    }
    const before = await ok(request(sauda.url, 'GET', '/api/modules/'));
    const steady = await Feed.open(sauda.url, { topics: 'modules' });
    await steady.ready();
    const watcher = new CutOffFeed(sauda.url, { topics: 'modules' });
    await watcher.begin();
    const first = placeOf(watcher.cursor);

    const left = { n: moves };
    const revisions = new Map(before.map((m) => [m.id, new Set([m.revision])]));
    await Promise.all(Array.from({ length: MOVERS }, () => mover(sauda.url, ids, left, revisions)));
    while (watcher.cuts < CUTS) await new Promise((resolve) => setTimeout(resolve, 20));
    const last = Number(sauda.database.sql("select max(id) from events where entity = 'module'"));
    await watcher.end(last);
    const isBetween = (e) => e.cursor && placeOf(e.cursor) > first && placeOf(e.cursor) <= last;
    const frames = await steady.until((e) => e.cursor && placeOf(e.cursor) >= last);
    const all = frames.filter((e) => isBetween(e) && e.data);

    const after = await ok(request(sauda.url, 'GET', '/api/modules/'));
    assertPlaces(after, ids);
    assert.equal(watcher.resyncs, 0);
    assertSame(watcher.events.filter(isBetween), all);
    assertEachMoveOnce(all, before, after, revisions);
    steady.destroy();
  } finally {
    closeConnections();
    await sauda.stop();
  }
}

/** What the answers said, the events and the board at the end tell the same story. */
function assertEachMoveOnce(all, before, after, revisions) {
  for (const { id, revision } of after) {
    const first = before.find((m) => m.id === id).revision;
    const ofEvents = all.filter((e) => e.id === id && e.type === 'module.updated').map((e) => e.data.revision);
    assert.deepEqual(ofEvents, Array.from({ length: revision - first }, (_, i) => first + 1 + i), `every move of ${id} is one event`);
    assert.deepEqual([...revisions.get(id)].filter((r) => r !== first && !ofEvents.includes(r)), [], 'no answer without an event');
  }
}

// SPDX-License-Identifier: MIT
// A team that sells: its pipeline, its deals, and the board they stand on, as a person sees and handles it.
import assert from 'node:assert/strict';
import { column, grip, held } from './board.mjs';
import { request } from './http.mjs';
import { as, makeTeam } from './people.mjs';

/** The stages of the standard pipeline, from its start to its ends. */
export const STAGES = ['lead', 'qualified', 'offer', 'talks', 'contract', 'won', 'lost'];

/** A team with the standard pipeline: { team, pipeline, stages: { lead: { id, name, … }, … }, api, add }. */
export async function makeSales(sauda, name = 'Отдел') {
  const team = makeTeam(sauda.database, name);
  const api = async (user, method, path, json, status) => {
    const reply = await request(sauda.url, method, `/api/v1${path}`, { json, headers: as(user) });
    if (status === undefined) {
      assert.ok(reply.status < 300, `${method} ${path}: ${reply.status} ${reply.text}`);
    } else {
      assert.equal(reply.status, status, reply.text);
    }
    return reply.text === '' ? undefined : reply.json;
  };
  const pipeline = await api(team.admin, 'POST', '/pipelines', { name: 'Продажи' });
  const stages = Object.fromEntries(STAGES.map((key, at) => [key, pipeline.stages[at]]));
  return {
    team,
    pipeline,
    stages,
    api,
    /** Adds deals in this order from above; answers with the last one. */
    async add(stage, titles, more = {}) {
      let deal;
      for (const title of [...titles].reverse()) {
        deal = await api(team.admin, 'POST', '/deals', {
          title,
          stage_id: stages[stage].id,
          ...more,
        });
      }
      return deal;
    },
    get: (deal, user = team.admin) => api(user, 'GET', `/deals/${deal.id}`),
    /** Nothing is sold any more. */
    clear: () => sauda.database.sql(`delete from deals where org_id = '${team.id}'`),
  };
}

/** What the board helpers call the column of a stage. */
export const keyOf = (stage) => `stage-${stage.id}`;

/** The middle of a column's place for cards, wherever its cards end. */
export async function middleOfColumn(page, stage) {
  const box = await column(page, keyOf(stage)).boundingBox();
  return { x: box.x + box.width / 2, y: box.y + box.height * 0.6 };
}

/** Takes a card by its grip and holds it over a point. */
export async function hold(page, title, target) {
  const from = await grip(page, title).boundingBox();
  const [x, y] = [from.x + from.width / 2, from.y + from.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 12, y + 12, { steps: 4 });
  await page.mouse.move(target.x, target.y, { steps: 12 });
  await held(page);
}

/** Drags a card by its grip with a finger. */
export async function dragByTouch(page, title, target) {
  const client = await page.context().newCDPSession(page);
  const touch = (type, points) =>
    client.send('Input.dispatchTouchEvent', { type, touchPoints: points });
  const from = await grip(page, title).boundingBox();
  const [x, y] = [from.x + from.width / 2, from.y + from.height / 2];
  const steps = 12;
  await touch('touchStart', [{ x, y }]);
  for (let step = 1; step <= steps; step++) {
    await touch('touchMove', [
      { x: x + ((target.x - x) * step) / steps, y: y + ((target.y - y) * step) / steps },
    ]);
    await page.waitForTimeout(20);
  }
  await held(page);
  await touch('touchEnd', []);
}

// SPDX-License-Identifier: MIT
// Clients, contacts, deals and the rest, made by the API as somebody of a team.
import assert from 'node:assert/strict';
import { request } from './http.mjs';
import { as } from './people.mjs';

/** `team`'s records on the server at `url`: each maker answers the row. By the admin, unless `who` is somebody else. */
export function crmOf(url, team, who = team.admin) {
  const send = (method, path, json) => request(url, method, `/api${path}`, { json, headers: as(who) });
  const make = async (path, json) => {
    const reply = await send('POST', path, json);
    assert.equal(reply.status, 201, reply.text);
    return reply.json;
  };
  return {
    send,
    client: (fields = {}) => make('/clients', { name: 'ТОО «Береке»', ...fields }),
    contact: (fields = {}) => make('/contacts', { full_name: 'Айгүл Серікқызы', ...fields }),
    deal: (fields = {}) => make('/deals', { title: 'Поставка чехлов', amount: 250000, ...fields }),
    task: (fields = {}) => make('/tasks', { title: 'Перезвонить', ...fields }),
    activity: (fields = {}) => make('/activities', { type: 'note', text: 'Просили скидку', ...fields }),
    pipeline: (fields = {}) => make('/pipelines', { name: 'Продажи', ...fields }),
    async one(path) {
      const reply = await send('GET', path);
      return reply.status === 404 ? undefined : reply.json;
    },
    async list(path) {
      const reply = await send('GET', path);
      assert.equal(reply.status, 200, reply.text);
      return reply.json.items;
    },
    async change(path, json) {
      const reply = await send('PATCH', path, json);
      assert.equal(reply.status, 200, reply.text);
      return reply.json;
    },
  };
}

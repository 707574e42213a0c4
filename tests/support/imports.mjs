// SPDX-License-Identifier: MIT
// Imports as a client makes them, for tests: files are sent, tried, started and waited for.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from './http.mjs';

export const CSV = 'text/csv';
export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** `size` products as CSV, with semicolons: `A-1;Телефон 1;…`. */
export function catalogue(size, { price = (i) => 1000 + i, from = 1 } = {}) {
  const lines = ['Артикул;Наименование;Бренд;Категория;Цена;Остаток'];
  for (let i = from; i < from + size; i++) {
    lines.push(`A-${i};Телефон ${i} чёрный;${['Oppo', 'Vivo', 'Realme'][i % 3]};Смартфоны;${price(i)};${i % 50}`);
  }
  return `${lines.join('\n')}\n`;
}

/** `size` clients as CSV: names, telephone numbers in three notations, an e-mail for every second one. */
export function clientele(size, { from = 1 } = {}) {
  const lines = ['Клиент;Телефон;E-mail;Адрес;Теги'];
  for (let i = from; i < from + size; i++) {
    const digits = String(7000000 + i);
    const phone = [`8 (707) ${digits}`, `+7707${digits}`, `7707${digits}`][i % 3];
    lines.push(`Клиент ${i};${phone};${i % 2 ? `client${i}@firm.kz` : ''};Алматы, ул. Абая, ${i % 200};${i % 5 ? 'опт' : 'опт, vip'}`);
  }
  return `${lines.join('\n')}\n`;
}

export class Imports {
  /** Of the server at `url`, as the person whom `headers` are of; files are sent to `/{resource}/import`. */
  constructor(url, headers = {}, resource = 'products') {
    this.url = url;
    this.headers = headers;
    this.resource = resource;
  }

  send(method, path, { headers, ...options } = {}) {
    return request(this.url, method, `/api${path}`, { headers: { ...this.headers, ...headers }, ...options });
  }

  async ok(method, path, options) {
    const reply = await this.send(method, path, options);
    assert.ok(reply.status < 300, `${reply.what}: ${reply.status} ${reply.text}`);
    return reply.text ? reply.json : undefined;
  }

  upload(body, { type = CSV, headers, query = '' } = {}) {
    return this.send('POST', `/${this.resource}/import${query}`, { body, headers: { 'Content-Type': type, ...headers } });
  }

  /** The new import. */
  async take(body, options) {
    const reply = await this.upload(body, options);
    assert.equal(reply.status, 201, reply.text);
    return reply.json;
  }

  get(id) {
    return this.ok('GET', `/imports/${id}`);
  }

  change(id, json, headers) {
    return this.send('PATCH', `/imports/${id}`, { json, headers });
  }

  /** What a dry run finds. */
  async check(id) {
    const reply = await this.send('POST', `/imports/${id}/check`);
    assert.ok([200, 202].includes(reply.status), reply.text);
    return reply.status === 200 ? reply.json.check : (await this.#until(id, (now) => now.check)).check;
  }

  start(id) {
    return this.ok('POST', `/imports/${id}/start`);
  }

  /** Waits until it has ended: the import. */
  over(id, timeoutMs) {
    return this.#until(id, (now) => now.state !== 'running', timeoutMs);
  }

  /** Starts it and waits. */
  async run(id) {
    await this.start(id);
    return this.over(id);
  }

  /** Waits until so many rows are done. */
  reached(id, rows) {
    return this.#until(id, (now) => now.report?.rows >= rows);
  }

  async #until(id, fits, timeoutMs = 120_000) {
    for (const end = Date.now() + timeoutMs; ; ) {
      const now = await this.get(id);
      if (fits(now)) {
        return now;
      }
      assert.ok(Date.now() < end, `the import is still ${JSON.stringify({ ...now, sample: undefined })}`);
      await sleep(30);
    }
  }

  /** Takes all of it back: what the undo answers once it is over. */
  async undo(operationId, json = {}) {
    const answer = await this.ok('POST', `/operations/${operationId}/undo`, { json });
    for (const end = Date.now() + 120_000; answer.job_id; await sleep(50)) {
      const { state } = await this.ok('GET', `/jobs/${answer.job_id}`);
      if (state === 'done') {
        break;
      }
      assert.ok(['queued', 'running'].includes(state) && Date.now() < end, `the undo is ${state}`);
    }
    return answer;
  }
}

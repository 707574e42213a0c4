// SPDX-License-Identifier: MIT
// The own cluster as tests look at it: its processes, its files, and a server that must be ready in time.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from './http.mjs';
import { startSauda } from './sauda.mjs';

// Five seconds is the promise; other tests run beside.
export const READY_MS = 10_000;

export const pgOf = (dataDir) => realpathSync(join(dataDir, 'pg'));
export const socketsOf = (dataDir) => join(dirname(pgOf(dataDir)), 'socket');
export const urlOf = (dataDir) => `postgresql://sauda@/sauda?host=${encodeURIComponent(socketsOf(dataDir))}`;
export const postmasterOf = (dataDir) => Number(readFileSync(join(pgOf(dataDir), 'postmaster.pid'), 'utf8').split('\n')[0]);

/** The processes of PostgreSQL that work on this data. */
export function processesOn(pg) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`) === pg && readFileSync(`/proc/${pid}/comm`, 'utf8') === 'postgres\n';
      } catch {
        return false;
      }
    })
    .map(Number);
}

export async function waitUntil(isSo, what, timeoutMs = 10_000) {
  for (const end = Date.now() + timeoutMs; !(await isSo()); await sleep(20)) {
    assert.ok(Date.now() < end, `${what} did not come within ${timeoutMs} ms`);
  }
}

/** Whether the server reaches its database. */
export const answers = async (sauda) => (await request(sauda.url, 'GET', '/health/db').catch(() => null))?.status === 200;

/** Starts a server and checks that it was ready in time. */
export async function startQuickly(options) {
  const began = Date.now();
  const sauda = await startSauda(options);
  const ms = Date.now() - began;
  assert.ok(ms < READY_MS, `it took ${ms} ms\n${sauda.err}`);
  return sauda;
}

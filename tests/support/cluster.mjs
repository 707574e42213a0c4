// SPDX-License-Identifier: MIT
// The own cluster as tests look at it: its processes, its files, and a server that must be ready in time.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { request } from './http.mjs';
import { PATIENCE_MS } from './patience.mjs';
import { startSauda } from './sauda.mjs';

// Five seconds is the promise, on a machine that does nothing else.
export const READY_MS = PATIENCE_MS;

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

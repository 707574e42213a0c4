// SPDX-License-Identifier: MIT
// What signing in costs: those who carry a token, and those who only want to read while others sign in.
import { setTimeout as sleep } from 'node:timers/promises';
import { PASSWORD } from '../support/people.mjs';
import { withProgram, withSauda } from './alone.mjs';
import { BOARD, emailOf, keepModulesSql, peopleSql } from './data.mjs';
import { wrk } from './load.mjs';
import { peakMemory } from './processes.mjs';
import { median } from './report.mjs';

const LONG_S = 10; // of a run, unless the benchmark is a quick one
const READS_A_SECOND = 200;
const LOGINS_AT_ONCE = 200;
const WARM_UP_S = 1;

const secondsOf = ({ isQuick, seconds }) => (isQuick ? seconds : LONG_S);

// Reading one module from two processes in turns: where everybody carries a token, and where nobody has to.
export async function token(cluster, options) {
  const row = { name: 'read', arguments: [BOARD] };
  const seconds = secondsOf(options);
  const rates = { without: [], with: [] };
  await withSauda(cluster, ({ port: open }) =>
    withSauda(cluster, async ({ port }) => {
      const runs = { without: () => wrk(open, row, seconds, { headers: {} }), with: () => wrk(port, row, seconds) };
      for (const run of Object.values(runs)) await run();
      for (let i = 0; i < options.runs; i++) {
        for (const [name, run] of Object.entries(runs)) rates[name].push((await run()).perSecond);
      }
    }), { AUTH_REQUIRED: 'false' });
  const [without, withToken] = [median(rates.without), median(rates.with)];
  return {
    value: (1 - withToken / without) * 100,
    note: `${Math.round(without)} a second without, ${Math.round(withToken)} with; runs of ${seconds} s in turns`,
  };
}

// Does `work` while everybody signs in at once, again and again: { found, crowd }, what it found and what came of them.
function withCrowd(port, work) {
  return withProgram('crowd', [port, LOGINS_AT_ONCE].map(String), async (next, program) => {
    for (let n = 1; n <= LOGINS_AT_ONCE; n++) {
      program.stdin.write(`${JSON.stringify({ username: emailOf(n), password: PASSWORD })}\n`);
    }
    await sleep(WARM_UP_S * 1000);
    const found = await work();
    program.stdin.end();
    return { found, crowd: await next() };
  });
}

// How long readers wait who come at a fixed rate, from when they were due.
function read(port, seconds) {
  const argv = [port, '/api/modules/', READS_A_SECOND, seconds].map(String);
  return withProgram('paced', argv, async (next) => {
    const found = await next();
    if (found.bad || found.answered !== found.asked) throw new Error(`the readers: ${JSON.stringify(found)}`);
    return found;
  });
}

export async function logins(cluster, options) {
  const seconds = secondsOf(options);
  await cluster.sql(keepModulesSql(BOARD));
  await cluster.sql(peopleSql(LOGINS_AT_ONCE));
  await cluster.sql('vacuum analyze');
  return withSauda(cluster, async ({ port, child }) => {
    const [idle, busy, rates] = [[], [], []];
    let putOff = 0;
    await read(port, WARM_UP_S);
    const before = peakMemory(child.pid);
    for (let i = 0; i < options.runs; i++) {
      idle.push((await read(port, seconds)).p99_ms);
      const { found, crowd } = await withCrowd(port, () => read(port, seconds));
      busy.push(found.p99_ms);
      rates.push(crowd.good / crowd.seconds);
      putOff += crowd.put_off;
    }
    return {
      value: median(busy) / median(idle),
      note:
        `${median(idle).toFixed(2)} ms idle, ${median(busy).toFixed(2)} ms meanwhile; ${median(rates).toFixed(0)} sign-ins ` +
        `a second, ${putOff} put off with 503; at most ${peakMemory(child.pid).toFixed(0)} MB, ${before.toFixed(0)} before`,
    };
  });
}

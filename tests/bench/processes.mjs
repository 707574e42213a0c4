// SPDX-License-Identifier: MIT
// Programs that are started and surely ended: each leads a group of its own, which is ended as a whole by its id when
// the benchmark is done, fails or is interrupted. Should the benchmark be killed, the kernel ends them (pdeathsig).
import { execFile, spawn } from 'node:child_process';
import { mkdirSync, openSync, closeSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

export const ROOT = resolve(import.meta.dirname, '../..');
export const WORK = join(ROOT, 'build/bench');
mkdirSync(WORK, { recursive: true });

const STOP_MS = 15_000;
const running = new Set();
const exec = promisify(execFile);

function signal(child, name) {
  try {
    process.kill(-child.pid, name);
  } catch {
    // it has ended already
  }
}

// Starts a program; what it says goes to build/bench/NAME.log. `output: true` leaves its standard output to the caller;
// `account` is for setpriv.
export function start(name, argv, { env = {}, cwd = ROOT, output = false, stopSignal = 'SIGTERM', account = [] } = {}) {
  const log = openSync(join(WORK, `${name}.log`), 'w');
  const child = spawn('setpriv', [...account, '--pdeathsig', stopSignal.slice(3), ...argv], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['pipe', output ? 'pipe' : log, log],
    detached: true,
  });
  closeSync(log);
  Object.assign(child, { title: name, stopSignal });
  child.ended = new Promise((done) => {
    child.once('error', (error) => done(error.message));
    child.once('exit', (code, by) => done(by ?? code));
  });
  child.ended.then(() => running.delete(child));
  child.stdin.on('error', () => {});
  running.add(child);
  return child;
}

export async function stop(child) {
  if (!running.has(child)) return;
  signal(child, child.stopSignal);
  const kill = setTimeout(() => signal(child, 'SIGKILL'), STOP_MS);
  await child.ended;
  clearTimeout(kill);
  signal(child, 'SIGKILL'); // what it may have left in its group
}

// The last started first: servers before the database.
export async function stopAll() {
  for (const child of [...running].reverse()) await stop(child);
}

process.once('exit', () => {
  for (const child of running) signal(child, 'SIGKILL');
});

// Runs a program to its end and returns what it says; what goes wrong is an error with its words.
export async function run(argv, options = {}) {
  try {
    const { stdout } = await exec(argv[0], argv.slice(1), {
      cwd: ROOT,
      maxBuffer: 64 << 20,
      ...options,
      env: { ...process.env, ...options.env },
    });
    return stdout;
  } catch (error) {
    throw new Error(`${argv.join(' ')}: ${error.stderr || error.stdout || error.message}`);
  }
}

// Waits until the server answers with 200.
export async function answers(child, url, { headers, everyMs = 20, forMs = 20_000 } = {}) {
  const until = performance.now() + forMs;
  while (performance.now() < until) {
    const status = await fetch(url, { headers }).then(
      (response) => response.arrayBuffer().then(() => response.status),
      () => 0,
    );
    if (status === 200) return;
    if (!running.has(child)) break;
    await sleep(everyMs);
  }
  throw new Error(`${child.title} does not answer at ${url}: ${readFileSync(join(WORK, `${child.title}.log`), 'utf8')}`);
}

// What a process holds in memory, in MB: resident, and its share of what it has in common with others.
export function memory(pid) {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const mb = (key) => Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(rollup)[1]) / 1024;
  return { rss: mb('Rss'), pss: mb('Pss') };
}

// The most it has ever held (resident), in MB.
export function peakMemory(pid) {
  return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
}

// The same of all processes that a started one leads, added up.
export function peakMemoryOfGroup(leader) {
  let sum = 0;
  for (const name of readdirSync('/proc')) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const group = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
      if (group === leader) sum += peakMemory(name);
    } catch {
      // no process, or one that has just ended
    }
  }
  return sum;
}

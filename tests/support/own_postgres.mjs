// SPDX-License-Identifier: MIT
// A PostgreSQL of a test's own, for those that stop it, kill parts of it or hold it still.
import { execFileSync, spawn } from 'node:child_process';
import { chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { postgresAccount, postgresPrograms, psql } from './postgres.mjs';
import { temporaryFolder } from './sauda.mjs';

const account = postgresAccount();
const bin = postgresPrograms();
const env = { PATH: process.env.PATH, TZ: 'UTC' };

class OwnPostgres {
  constructor() {
    this.folder = temporaryFolder();
    this.data = join(this.folder, 'data');
    this.url = `postgresql://sauda@/postgres?host=${encodeURIComponent(this.folder)}`;
    mkdirSync(this.data, { mode: 0o700 });
    if (account.uid !== undefined) {
      chownSync(this.folder, account.uid, account.gid);
      chownSync(this.data, account.uid, account.gid);
    }
    const options = ['-U', 'sauda', '-A', 'trust', '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'];
    execFileSync(join(bin, 'initdb'), ['-D', this.data, ...options], { ...account, cwd: '/', env, stdio: 'pipe' });
    process.on('exit', () => this.server?.kill('SIGQUIT'));
  }

  /** Returns when it takes connections. */
  async start() {
    const settings = ['listen_addresses=', `unix_socket_directories=${this.folder}`, 'fsync=off', 'max_connections=60'];
    const args = ['-D', this.data, ...settings.flatMap((setting) => ['-c', setting])];
    this.server = spawn(join(bin, 'postgres'), args, { ...account, cwd: '/', env, stdio: 'ignore' });
    this.exited = new Promise((resolve) => this.server.on('exit', resolve));
    await this.isThere();
  }

  async isThere() {
    for (let tries = 0; ; tries++) {
      try {
        return void psql(this.url, 'select 1');
      } catch (error) {
        if (tries === 1500) {
          throw error;
        }
        await sleep(20);
      }
    }
  }

  /** Cuts all connections and ends in order. */
  async stop() {
    this.server?.kill('SIGINT');
    await this.exited;
    this.server = undefined;
  }

  sql(text) {
    return psql(this.url, text);
  }

  /** The backends that serve the program under test. */
  backends(condition = 'true') {
    const text = this.sql(
      `select pid from pg_stat_activity where application_name = 'sauda' and backend_type = 'client backend'
       and (${condition})`,
    );
    return text ? text.split('\n').map(Number) : [];
  }

  /** Sends the signal to all of them; returns how many there were. */
  signal(name, condition) {
    const pids = this.backends(condition);
    for (const pid of pids) {
      try {
        process.kill(pid, name);
      } catch {
        // gone meanwhile
      }
    }
    return pids.length;
  }
}

export async function startOwnPostgres() {
  const postgres = new OwnPostgres();
  await postgres.start();
  return postgres;
}

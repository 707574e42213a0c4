// SPDX-License-Identifier: MIT
// The program of transfer_server.c, which takes files in and streams answers, and what it holds at the moment.
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import net from 'node:net';
import { createInterface } from 'node:readline';
import { request } from './http.mjs';
import { temporaryFolder } from './sauda.mjs';

const PROGRAM = `${process.env.SAUDA_SUPPORT_DIR}/transfer_server`;
const running = new Set();

process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

class TransferServer {
  log = '';

  constructor(child, folder) {
    this.child = child;
    this.folder = folder;
    running.add(child);
    child.stderr.setEncoding('utf8').on('data', (text) => {
      this.log += text;
    });
    this.exited = new Promise((resolve) => {
      child.on('close', (code, signal) => {
        running.delete(child);
        resolve(code ?? signal);
      });
    });
  }

  request(method, path, options) {
    return request(this.url, method, path, options);
  }

  /** A connection on which anything may be written; what came on it so far is `got`. */
  async connect() {
    const socket = net.connect(Number(new URL(this.url).port), '127.0.0.1');
    socket.got = '';
    socket.on('data', (piece) => {
      socket.got += piece.toString('latin1');
    });
    socket.on('error', (e) => {
      socket.failure = e.code;
    });
    socket.over = new Promise((resolve) => socket.once('close', resolve));
    await new Promise((resolve) => socket.once('connect', resolve));
    return socket;
  }

  /** The most memory that it ever had, in MiB. */
  peakMemory() {
    return Number(readFileSync(`/proc/${this.child.pid}/status`, 'utf8').match(/VmHWM:\s+(\d+) kB/)[1]) / 1024;
  }

  /** What its descriptors stand for: "socket:[1234]", "/tmp/#567 (deleted)". */
  descriptors() {
    const folder = `/proc/${this.child.pid}/fd`;
    return readdirSync(folder).map((fd) => {
      try {
        return readlinkSync(`${folder}/${fd}`);
      } catch {
        return 'closed meanwhile';
      }
    });
  }

  /** How many files without a name it has open. */
  spooled() {
    return this.descriptors().filter((target) => target.endsWith(' (deleted)')).length;
  }

  async fibers() {
    return (await this.request('GET', '/api/state', { agent: false })).json.fibers - 1; // but that which answers
  }

  async stop() {
    this.child.kill('SIGTERM');
    return this.exited;
  }
}

/** Starts it on a folder, a new one unless it is said which; `shell` is run before it. */
export async function startTransfers({ folder = temporaryFolder(), shell = '' } = {}) {
  const child = spawn('/bin/sh', ['-c', `${shell}\nexec "$0" "$1"`, PROGRAM, folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const server = new TransferServer(child, folder);
  const port = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('close', () => reject(new Error(server.log)));
  });
  server.url = `http://127.0.0.1:${port}`;
  return server;
}

/** The lines of a request's head. */
export const head = (...lines) => `${[...lines, 'Host: 127.0.0.1'].join('\r\n')}\r\n\r\n`;

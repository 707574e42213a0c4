// SPDX-License-Identifier: MIT
// A mail server on this machine: SMTP (RFC 5321) with PIPELINING, SIZE, STARTTLS and AUTH, that keeps what it gets and
// misbehaves where a test wants it to.
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import tls from 'node:tls';
import { selfSigned } from './certificates.mjs';
import { PATIENCE_MS } from './patience.mjs';

const decoded = (text) => Buffer.from(text, 'base64').toString();
const addressIn = (text) => text.match(/^[A-Z]+(?: FROM| TO):<([^>]*)>/i)?.[1];

/** One connection. Lines are taken one after the other, however they arrive. */
class Session {
  #server;
  #socket;
  #buffer = '';
  #wake = () => {};
  #isOver = false;
  #mail = {};
  isSecure;
  user;
  greeted;

  constructor(server, socket) {
    this.#server = server;
    this.isSecure = Boolean(socket.encrypted);
    this.#attach(socket);
  }

  #attach(socket) {
    this.#socket = socket;
    this.#buffer = ''; // what came before TLS counts for nothing behind it
    socket.setEncoding('latin1');
    socket.on('data', (text) => {
      this.#buffer += text;
      this.#wake();
    });
    const end = () => {
      this.#isOver ||= socket === this.#socket;
      this.#wake();
    };
    socket.on('error', end).on('close', end).on('end', end);
  }

  /** What stands before `end`, which goes too; undefined when the other side has left. */
  async #until(end) {
    for (;;) {
      const at = this.#buffer.indexOf(end);
      if (at >= 0) {
        const text = this.#buffer.slice(0, at);
        this.#buffer = this.#buffer.slice(at + end.length);
        return text;
      }
      if (this.#isOver) {
        return undefined;
      }
      await new Promise((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async #say(...lines) {
    await sleep(this.#server.fault === 'slow' ? 300 : 0);
    if (!this.#isOver) {
      this.#socket.write(lines.map((line, i) => line.replace(/^(\d{3}) /, i < lines.length - 1 ? '$1-' : '$1 ')).join('\r\n') + '\r\n');
    }
  }

  close() {
    this.#isOver = true;
    this.#socket.destroy();
    this.#wake();
  }

  async run() {
    if (this.#server.fault === 'busy') {
      await this.#say('421 4.3.2 come back later');
      return this.close();
    }
    if (this.#server.fault === 'silent') {
      return undefined;
    }
    await this.#say('220 mail.test ready');
    for (let line = await this.#until('\r\n'); line !== undefined; line = await this.#until('\r\n')) {
      this.#server.commands.push(line);
      if (!(await this.#command(line))) {
        break;
      }
    }
    return this.close();
  }

  async #command(line) {
    const [verb] = line.toUpperCase().split(' ', 1);
    const command = COMMANDS[verb];
    if (!command) {
      await this.#say('500 5.5.1 what?');
      return true;
    }
    return (await this[command](line)) !== false;
  }

  async hello(line) {
    const server = this.#server;
    this.greeted = line.split(' ')[1];
    const extensions = ['250 mail.test', '250 PIPELINING', `250 SIZE ${server.maxSize}`, '250 8BITMIME'];
    if (server.offersStartTls && !this.isSecure) {
      extensions.push('250 STARTTLS');
    }
    if (server.password) {
      extensions.push(`250 AUTH ${server.mechanisms}`);
    }
    await this.#say(...(line.toUpperCase().startsWith('HELO') ? ['250 mail.test'] : extensions));
  }

  async startTls() {
    if (!this.#server.offersStartTls || this.isSecure) {
      return this.#say('503 5.5.1 not now');
    }
    await this.#say('220 go ahead');
    const plain = this.#socket;
    plain.removeAllListeners('data').removeAllListeners('end').removeAllListeners('close');
    const secure = new tls.TLSSocket(plain, { isServer: true, ...this.#server.certificate });
    this.#attach(secure);
    this.isSecure = true;
    return true;
  }

  async authenticate(line) {
    const [, mechanism, initial] = line.split(' ');
    let pair;
    if (mechanism.toUpperCase() === 'PLAIN') {
      const [, user, password] = decoded(initial ?? (await this.#ask(''))).split('\0');
      pair = { user, password };
    } else {
      const user = decoded(initial ?? (await this.#ask('Username:')));
      pair = { user, password: decoded(await this.#ask('Password:')) };
    }
    if (pair.user !== this.#server.user || pair.password !== this.#server.password) {
      return this.#say(`535 5.7.8 not you, ${pair.user} with ${pair.password}`);
    }
    this.user = pair.user;
    return this.#say('235 2.7.0 welcome');
  }

  async #ask(what) {
    await this.#say(`334 ${Buffer.from(what).toString('base64')}`);
    return (await this.#until('\r\n')) ?? '';
  }

  async mailFrom(line) {
    const size = Number(line.match(/ SIZE=(\d+)/i)?.[1] ?? 0);
    if (this.#server.password && !this.user) {
      return this.#say('530 5.7.0 sign in first');
    }
    if (size > this.#server.maxSize) {
      return this.#say('552 5.3.4 too big');
    }
    this.#mail = { from: addressIn(line), to: [] };
    return this.#say('250 2.1.0 ok');
  }

  async recipient(line) {
    const { fault } = this.#server;
    if (fault === 'greylist') {
      return this.#say('450 4.2.0 not yet');
    }
    if (fault === 'unknown') {
      return this.#say('550 5.1.1 no such mailbox', '550 5.1.1 look again');
    }
    if (!this.#mail.from) {
      return this.#say('503 5.5.1 MAIL first');
    }
    this.#mail.to.push(addressIn(line));
    return this.#say('250 2.1.5 ok');
  }

  async data() {
    const server = this.#server;
    if (!this.#mail.to?.length) {
      return this.#say('503 5.5.1 RCPT first');
    }
    if (server.fault === 'cut') {
      await this.#say('354 go ahead');
      await this.#until('\r\n');
      return false;
    }
    await this.#say('354 go ahead');
    const text = await this.#until('\r\n.\r\n');
    if (text === undefined) {
      return false;
    }
    const raw = text.replace(/^\./gm, '');
    server.tries.push(raw);
    if (raw.length > server.maxSize) {
      return this.#say('552 5.3.4 too big');
    }
    if (server.fault === 'content') {
      // some servers quote what they do not like
      return this.#say(`554 5.7.1 refused because of ${raw.replace(/\s+/g, ' ').slice(-400)}`);
    }
    if (server.fault === 'hang') {
      await this.#until('never\r\n');
      return false;
    }
    server.take({ ...this.#mail, raw, user: this.user, isSecure: this.isSecure, greeted: this.greeted });
    this.#mail = {};
    return this.#say('250 2.0.0 taken');
  }

  async reset() {
    this.#mail = {};
    await this.#say('250 2.0.0 ok');
  }

  async noop() {
    await this.#say('250 2.0.0 ok');
  }

  async quit() {
    if (this.#server.fault === 'no goodbye') {
      await this.#until('never\r\n');
      return false;
    }
    await this.#say('221 2.0.0 bye');
    return false;
  }
}

const COMMANDS = {
  EHLO: 'hello',
  HELO: 'hello',
  STARTTLS: 'startTls',
  AUTH: 'authenticate',
  MAIL: 'mailFrom',
  RCPT: 'recipient',
  DATA: 'data',
  RSET: 'reset',
  NOOP: 'noop',
  QUIT: 'quit',
};

class MailServer {
  messages = [];
  /** What came behind DATA, taken or not. */
  tries = [];
  commands = [];
  connections = 0;
  /**
   * How it misbehaves: busy (421), silent, slow, greylist (450), unknown (550), content (554 after DATA), hang (after
   * DATA), cut (in the middle of DATA), no goodbye (does not answer QUIT).
   */
  fault;
  #waiting = new Set();
  #sessions = new Set();
  #listener;

  constructor(options) {
    Object.assign(this, { maxSize: 1 << 20, mechanisms: 'PLAIN LOGIN' }, options);
    if (this.isTls || this.offersStartTls) {
      this.certificate ??= selfSigned();
    }
  }

  async open() {
    const welcome = (socket) => {
      this.connections++;
      const session = new Session(this, socket);
      this.#sessions.add(session);
      socket.on('close', () => this.#sessions.delete(session));
      session.run();
    };
    this.#listener = this.isTls ? tls.createServer(this.certificate, welcome) : net.createServer(welcome);
    this.#listener.on('tlsClientError', () => {});
    await new Promise((resolve, reject) => {
      this.#listener.on('error', reject).listen(this.port ?? 0, '127.0.0.1', resolve);
    });
    this.port = this.#listener.address().port;
    return this;
  }

  /** Connections are refused from now on, until open(). */
  async close() {
    for (const session of this.#sessions) {
      session.close();
    }
    await new Promise((resolve) => this.#listener.close(resolve));
  }

  /** For SMTP_URL. */
  url({ host = '127.0.0.1', user = this.user, password = this.password } = {}) {
    const name = user === undefined ? '' : `${encodeURIComponent(user)}:${encodeURIComponent(password)}@`;
    return `${this.isTls ? 'smtps' : 'smtp'}://${name}${host}:${this.port}`;
  }

  take(message) {
    this.messages.push(message);
    for (const look of this.#waiting) {
      look();
    }
  }

  /** The message to this address, taken apart, once it is there. */
  async messageTo(address, timeoutMs) {
    return (await this.messagesTo(address, 1, timeoutMs))[0];
  }

  /** All messages to this address, once there are `n` of them. */
  async messagesTo(address, n, timeoutMs = PATIENCE_MS) {
    const find = () => {
      const found = this.messages.filter((message) => message.to.includes(address));
      return found.length >= n && found;
    };
    const messages = await new Promise((resolve, reject) => {
      const timer = setTimeout(() => done(() => reject(new Error(`no mail to ${address} within ${timeoutMs} ms`))), timeoutMs);
      const done = (end) => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        end();
      };
      const look = () => {
        const found = find();
        if (found) {
          done(() => resolve(found));
        }
      };
      this.#waiting.add(look);
      look();
    });
    return messages.map((message) => ({ ...message, ...parseMessage(message.raw) }));
  }
}

/** A mail server: { port, url(), messages, messageTo(address), fault, commands, open(), close() }. */
export function startSmtp(options) {
  return new MailServer(options).open();
}

function decodeWords(text) {
  return text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?b\?([^?]*)\?=/gi, (_, word) => Buffer.from(word, 'base64').toString());
}

/** A message as it travels or lies in a file: { headers (by small letters, decoded), lines (as they are), text, link, token }. */
export function parseMessage(raw) {
  const at = raw.indexOf('\r\n\r\n');
  const head = raw.slice(0, at);
  const headers = Object.fromEntries(
    head
      .replace(/\r\n[ \t]/g, ' ')
      .split('\r\n')
      .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), decodeWords(line.slice(line.indexOf(':') + 2))]),
  );
  const body = raw.slice(at + 4);
  const bytes = headers['content-transfer-encoding'] === 'base64' ? Buffer.from(body, 'base64') : Buffer.from(body, 'latin1');
  const text = bytes.toString();
  const link = text.match(/^https?:\/\/\S+$/m)?.[0];
  return { headers, lines: raw.split('\r\n'), text, link, token: link?.split('#token=')[1] };
}

// SPDX-License-Identifier: MIT
// The protocol cases of the Autobahn test suite, sections 1 to 7, 9 and 10, against the echo program on our own
// WebSocket code. A case says what it sends and every frame it wants back, the close frame included; then the stream
// must end. Where the suite lets a server drop the connection, ours says why first.
import assert from 'node:assert/strict';
import { isUtf8 } from 'node:buffer';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { BINARY, chop, Client, CLOSE, close, closing, CONTINUATION, frame, PING, PONG, TEXT } from '../support/ws_client.mjs';

let server, port;

before(async () => {
  server = spawn(`${process.env.SAUDA_SUPPORT_DIR}/ws_echo`, { stdio: ['ignore', 'pipe', 'inherit'] });
  port = Number(String((await once(server.stdout, 'data'))[0]));
});

after(async () => {
  server.kill('SIGTERM');
  const [code] = await once(server, 'exit');
  assert.equal(code, 0, 'the echo server ends without a leak');
});

const names = { [CONTINUATION]: 'continuation', [TEXT]: 'text', [BINARY]: 'binary', [CLOSE]: 'close', [PING]: 'ping', [PONG]: 'pong' };

function describe({ opcode, fin, payload }) {
  const code = opcode === CLOSE && payload.length >= 2 ? ` ${payload.readUInt16BE(0)}` : '';
  const body = payload.subarray(code ? 2 : 0);
  const shown = body.length > 200 ? `${body.length} bytes ${createHash('sha1').update(body).digest('hex')}` : body.toString('hex');
  return `${names[opcode]}${fin ? '' : ' (unfinished)'}${code} ${shown}`.trimEnd();
}

const back = (opcode, payload = '') => describe({ opcode, fin: true, payload: Buffer.from(payload) });
const FAILED = back(CLOSE, closing(1002)), NOT_UTF8 = back(CLOSE, closing(1007)), DONE = back(CLOSE, closing(1000));

async function run(pieces, wanted) {
  const client = await Client.open({ port });
  try {
    for (const piece of pieces) {
      if (typeof piece === 'number') await sleep(piece);
      else await client.send(piece);
    }
    assert.deepEqual((await client.rest(60000)).map(describe), wanted);
  } finally {
    client.destroy();
  }
}

// A case that the server must take: the client closes at its end. Pieces are sent one by one; numbers are pauses in ms.
const takes = (id, pieces, wanted = []) => test(`${id} is taken`, () => run([...[pieces].flat(), close()], [...[wanted].flat(), DONE]));
// A case on which the server must close with `last`.
const refuses = (id, pieces, wanted = [], last = FAILED) => test(`${id} is refused`, () => run([pieces].flat(), [...[wanted].flat(), last]));
const echoes = (id, opcode, payload, pieces = frame(opcode, payload)) => takes(id, pieces, back(opcode, payload));
const together = (...frames) => Buffer.concat(frames);
const octets = (...frames) => chop(together(...frames), 1);

// 1: framing
for (const [section, opcode, fill] of [['1.1', TEXT, '*'], ['1.2', BINARY, '\xfe']]) {
  [0, 125, 126, 127, 128, 65535, 65536].forEach((size, i) =>
    echoes(`${section}.${i + 1}`, opcode, Buffer.alloc(size, fill, 'latin1')));
  const payload = Buffer.alloc(65536, fill, 'latin1');
  echoes(`${section}.8`, opcode, payload, chop(frame(opcode, payload), 997));
}

// 2: pings and pongs
const payloads10 = Array.from({ length: 10 }, (_, i) => `payload-${i}`);
const fes = Buffer.alloc(125, 0xfe);
takes('2.1', frame(PING), back(PONG));
takes('2.2', frame(PING, 'Hello, world!'), back(PONG, 'Hello, world!'));
takes('2.3', frame(PING, Buffer.from('00fffefdfcfb00ff', 'hex')), back(PONG, Buffer.from('00fffefdfcfb00ff', 'hex')));
takes('2.4', frame(PING, fes), back(PONG, fes));
refuses('2.5', frame(PING, Buffer.alloc(126, 0xfe)));
takes('2.6', octets(frame(PING, fes)), back(PONG, fes));
takes('2.7', frame(PONG));
takes('2.8', frame(PONG, 'unsolicited pong payload'));
takes('2.9', together(frame(PONG, 'unsolicited'), frame(PING, 'ping payload')), back(PONG, 'ping payload'));
takes('2.10', together(...payloads10.map((p) => frame(PING, p))), payloads10.map((p) => back(PONG, p)));
takes('2.11', octets(...payloads10.map((p) => frame(PING, p))), payloads10.map((p) => back(PONG, p)));

// 3: reserved bits
const hello = frame(TEXT, 'Hello, world!'), helloBack = back(TEXT, 'Hello, world!');
refuses('3.1', frame(TEXT, 'Hello, world!', { rsv: 1 }));
refuses('3.2', together(hello, frame(TEXT, 'Hello, world!', { rsv: 2 }), frame(PING)), helloBack);
refuses('3.3', [hello, frame(TEXT, 'Hello, world!', { rsv: 3 }), frame(PING)], helloBack);
refuses('3.4', octets(hello, frame(TEXT, 'Hello, world!', { rsv: 4 }), frame(PING)), helloBack);
refuses('3.5', frame(BINARY, fes, { rsv: 5 }));
refuses('3.6', frame(PING, 'Hello, world!', { rsv: 6 }));
refuses('3.7', frame(CLOSE, '', { rsv: 7 }));

// 4: opcodes that mean nothing
for (const [section, first] of [['4.1', 3], ['4.2', 11]]) {
  refuses(`${section}.1`, frame(first));
  refuses(`${section}.2`, frame(first + 1, 'reserved opcode payload'));
  refuses(`${section}.3`, together(hello, frame(first + 2), frame(PING)), helloBack);
  refuses(`${section}.4`, together(hello, frame(first + 3, 'payload'), frame(PING)), helloBack);
  refuses(`${section}.5`, octets(hello, frame(first + 4, 'payload'), frame(PING)), helloBack);
}

// 5: fragments
const part = (opcode, payload) => frame(opcode, payload, { fin: false });
const two = [part(TEXT, 'fragment1'), frame(CONTINUATION, 'fragment2')], twoBack = back(TEXT, 'fragment1fragment2');
const pinged = [two[0], frame(PING, 'ping payload'), two[1]], pingedBack = [back(PONG, 'ping payload'), twoBack];
refuses('5.1', together(part(PING, 'fragment1'), frame(CONTINUATION, 'fragment2')));
refuses('5.2', together(part(PONG, 'fragment1'), frame(CONTINUATION, 'fragment2')));
takes('5.3', together(...two), twoBack);
takes('5.4', two, twoBack);
takes('5.5', octets(...two), twoBack);
takes('5.6', together(...pinged), pingedBack);
takes('5.7', pinged, pingedBack);
takes('5.8', octets(...pinged), pingedBack);
['together', 'frame by frame', 'octet by octet'].forEach((way, i) => {
  const sent = (...frames) => [together(...frames), frames, octets(...frames)][i];
  refuses(`5.${9 + i} (${way})`, sent(frame(CONTINUATION, 'non-continuation payload'), hello));
  refuses(`5.${12 + i} (${way})`, sent(part(CONTINUATION, 'non-continuation payload'), hello));
});
refuses('5.15', together(...two, part(CONTINUATION, 'fragment3'), frame(TEXT, 'fragment4')), twoBack);
refuses('5.16', together(part(CONTINUATION, 'fragment1'), part(TEXT, 'fragment2'), frame(CONTINUATION, 'fragment3')));
refuses('5.17', together(frame(CONTINUATION, 'fragment1'), part(TEXT, 'fragment2'), frame(CONTINUATION, 'fragment3')));
refuses('5.18', together(part(TEXT, 'fragment1'), frame(TEXT, 'fragment2')));
const five = [
  part(TEXT, 'fragment1'), part(CONTINUATION, 'fragment2'), frame(PING, 'pongme 1!'), 300,
  part(CONTINUATION, 'fragment3'), part(CONTINUATION, 'fragment4'), frame(PING, 'pongme 2!'), frame(CONTINUATION, 'fragment5'),
];
const fiveBack = [back(PONG, 'pongme 1!'), back(PONG, 'pongme 2!'), back(TEXT, 'fragment1fragment2fragment3fragment4fragment5')];
takes('5.19', [together(...five.slice(0, 3)), 300, together(...five.slice(4))], fiveBack);
takes('5.20', five, fiveBack);

// 6: UTF-8. What is valid, Node says; what is not must be refused without waiting for the rest.
const fragments = (pieces) => pieces.map((p, i) => frame(i ? CONTINUATION : TEXT, p, { fin: i === pieces.length - 1 }));
const text = (id, bytes, pieces = frame(TEXT, bytes)) =>
  isUtf8(bytes) ? echoes(id, TEXT, bytes, pieces) : refuses(id, pieces, [], NOT_UTF8);
const greeting = Buffer.from('Hello-µ@ßöäüàá-UTF-8!!'), kosme = Buffer.from('κόσμε');
const surrogate = Buffer.concat([kosme, Buffer.from('eda080', 'hex'), Buffer.from('edited')]);
text('6.1.1', Buffer.alloc(0));
text('6.1.2', Buffer.alloc(0), together(...fragments(['', '', ''])));
text('6.1.3', Buffer.from('middle frame payload'), together(...fragments(['', 'middle frame payload', ''])));
text('6.2.1', greeting);
text('6.2.2', greeting, fragments([greeting.subarray(0, 12), greeting.subarray(12)]));
text('6.2.3', greeting, fragments(chop(greeting, 1)));
text('6.2.4', kosme, fragments(chop(kosme, 1)));
text('6.3.1', surrogate);
text('6.3.2', surrogate, fragments(chop(surrogate, 1)));
const beyond = Buffer.from('f4908080', 'hex'), endless = 120000; // the server must have closed long before
const parts = [part(TEXT, kosme), part(CONTINUATION, beyond)];
refuses('6.4.1', parts, [], NOT_UTF8);
refuses('6.4.2', [part(TEXT, Buffer.concat([kosme, beyond.subarray(0, 1)])), part(CONTINUATION, beyond.subarray(1, 2))], [], NOT_UTF8);
const whole = frame(TEXT, Buffer.concat([kosme, beyond, Buffer.alloc(endless, 'x')]));
refuses('6.4.3', whole.subarray(0, 14 + kosme.length + beyond.length), [], NOT_UTF8);
refuses('6.4.4', [whole.subarray(0, 14 + kosme.length + 1), whole.subarray(14 + kosme.length + 1, 14 + kosme.length + 2)], [], NOT_UTF8);

const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => (from + i).toString(16).padStart(2, '0')).join('20') + '20';
const sequences = {
  '6.5': ['ce', 'cebae1bdb9', 'cebae1bdb9cf83cebcceb5'],
  '6.6': chop(kosme, 1).map((_, i) => kosme.toString('hex', 0, i + 1)),
  '6.7': ['00', 'c280', 'e0a080', 'f0908080'],
  '6.8': ['f888808080', 'fc8480808080'],
  '6.9': ['7f', 'dfbf', 'efbfbf', 'f48fbfbf'],
  '6.10': ['f7bfbfbf', 'fbbfbfbfbf', 'fdbfbfbfbfbf'],
  '6.11': ['ed9fbf', 'ee8080', 'efbfbd', 'f48fbfbf', 'f4908080'],
  '6.12': ['80', 'bf', '80bf', '80bf80', '80bf80bf', '80bf80bf80', '80bf80bf80bf', range(0x80, 0xbf)],
  '6.13': [range(0xc0, 0xdf), range(0xe0, 0xef), range(0xf0, 0xf7), range(0xf8, 0xfb), range(0xfc, 0xfd)],
  '6.14': ['c0', 'e080', 'f08080', 'f8808080', 'fc80808080', 'df', 'efbf', 'f7bfbf', 'fbbfbfbf', 'fdbfbfbfbf'],
  '6.15': ['c0e080f08080f8808080fc80808080dfefbff7bfbffbbfbfbffdbfbfbfbf'],
  '6.16': ['fe', 'ff', 'fefeffff'],
  '6.17': ['c0af', 'e080af', 'f08080af', 'f8808080af', 'fc80808080af'],
  '6.18': ['c1bf', 'e09fbf', 'f08fbfbf', 'f887bfbfbf', 'fc83bfbfbfbf'],
  '6.19': ['c080', 'e08080', 'f0808080', 'f880808080', 'fc8080808080'],
  '6.20': ['eda080', 'edadbf', 'edae80', 'edafbf', 'edb080', 'edbe80', 'edbfbf'],
  '6.21': ['eda080edb080', 'eda080edbfbf', 'edadbfedb080', 'edadbfedbfbf', 'edae80edb080', 'edae80edbfbf', 'edafbfedb080', 'edafbfedbfbf'],
  '6.22': ['efbfbe', 'efbfbf', ...Array.from({ length: 16 }, (_, plane) => [0xfffe, 0xffff].map((low) =>
    Buffer.from(String.fromCodePoint(((plane + 1) << 16) + low)).toString('hex'))).flat()],
  '6.23': ['efbfb9', 'efbfba', 'efbfbb', 'efbfbc', 'efbfbd', 'efbbbf', 'efbfbdefbfbd'],
};
for (const [section, list] of Object.entries(sequences)) list.forEach((hex, i) => text(`${section}.${i + 1}`, Buffer.from(hex, 'hex')));

// 7: closing
const bye = close(), byeBack = DONE, big = Buffer.alloc(262144, '*');
const answers = (id, payload, wanted = back(CLOSE, payload), ...more) => refuses(id, together(frame(CLOSE, payload), ...more), [], wanted);
test('7.1.1 the echo comes before the close', () => run([hello, bye], [helloBack, byeBack]));
test('7.1.2 of two closes one is answered', () => run([together(bye, bye)], [byeBack]));
test('7.1.3 no pong after the close', () => run([together(bye, frame(PING))], [byeBack]));
test('7.1.4 no echo after the close', () => run([together(bye, hello)], [byeBack]));
test('7.1.5 a message may stay unfinished', () => run([together(two[0], bye, two[1])], [byeBack]));
test('7.1.6 a long echo comes whole', () => run([frame(TEXT, big), bye, frame(PING)], [back(TEXT, big), byeBack]));
answers('7.3.1', '');
answers('7.3.2', 'a', FAILED);
answers('7.3.3', closing(1000));
answers('7.3.4', closing(1000, 'Hello World!'));
answers('7.3.5', closing(1000, '*'.repeat(123)));
answers('7.3.6', closing(1000, '*'.repeat(124)), FAILED);
answers('7.5.1', Buffer.concat([closing(1000), surrogate]), NOT_UTF8);
[1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999].forEach((code, i) => answers(`7.7.${i + 1} (${code})`, closing(code)));
[0, 999, 1004, 1005, 1006, 1012, 1016, 1100, 2000, 2999, 5000, 65535].forEach((code, i) => answers(`7.9.${i + 1} (${code})`, closing(code), FAILED));

// Frames no client may send
refuses('an unmasked frame', frame(TEXT, 'hello', { masked: false }));
refuses('16 bits of length for 125 bytes', frame(BINARY, fes, { length: 16 }));
refuses('64 bits of length for 65535 bytes', frame(BINARY, Buffer.alloc(65535), { length: 64 }));

// 9: limits
const KIB = 1024, MIB = 1024 * KIB;
for (const [section, opcode, fill] of [[0, TEXT, '*'], [1, BINARY, '\xfe']]) {
  const filled = (size) => Buffer.alloc(size, fill, 'latin1');
  [64 * KIB, 256 * KIB, MIB, 4 * MIB, 8 * MIB, 16 * MIB].forEach((size, i) => echoes(`9.${1 + section}.${i + 1}`, opcode, filled(size)));
  [64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4 * MIB].forEach((size, i) =>
    takes(`9.${3 + section}.${i + 1}`, together(...fragmentsOf(opcode, filled(4 * MIB), size)), back(opcode, filled(4 * MIB))));
  [64, 128, 256, 512, 1024, 2048].forEach((size, i) =>
    echoes(`9.${5 + section}.${i + 1}`, opcode, filled(MIB), chop(frame(opcode, filled(MIB)), size)));
  [0, 16, 64, 256, 1024, 4096].forEach((size, i) => test(`9.${7 + section}.${i + 1} 1000 round trips`, () => roundTrips(opcode, filled(size))));
}
takes('10.1.1', together(...fragmentsOf(TEXT, Buffer.alloc(65536, '*'), 1300)), back(TEXT, Buffer.alloc(65536, '*')));
refuses('a message over the limit', frame(BINARY, Buffer.alloc((16 << 20) + 1)), [], back(CLOSE, closing(1009)));

function fragmentsOf(opcode, payload, size) {
  const pieces = chop(payload, size);
  return pieces.map((p, i) => frame(i ? CONTINUATION : opcode, p, { fin: i === pieces.length - 1 }));
}

async function roundTrips(opcode, payload) {
  const client = await Client.open({ port }), bytes = frame(opcode, payload), wanted = back(opcode, payload);
  try {
    for (let i = 0; i < 1000; i++) {
      await client.send(bytes);
      assert.equal(describe(await client.next()), wanted);
    }
  } finally {
    client.destroy();
  }
}

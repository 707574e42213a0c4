// SPDX-License-Identifier: MIT
// The feed over a socket of our own making and a clock we turn: what it resumes from, when it tries again, and
// with which token.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Feed, type Frame } from './feed';

class FakeSocket {
  onmessage: ((message: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  readonly url: URL;
  isClosed = false;
  constructor(url: string) {
    this.url = new URL(url);
  }
  close(): void {
    this.isClosed = true;
  }
  say(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
  break(code = 1006): void {
    this.onclose?.({ code });
  }
}

let sockets: FakeSocket[];
let feed: Feed;
let tokens: string[];
const token = vi.fn<(refused?: string) => Promise<string | undefined>>();
const check = vi.fn<() => Promise<void>>();
const last = () => sockets.at(-1) as FakeSocket;
const since = () => last().url.searchParams.get('since');
const sentToken = () => last().url.searchParams.get('token');
/** Lets what waits go on, and the clock by some time. */
const pass = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
  sockets = [];
  tokens = ['first', 'second', 'third'];
  token.mockReset().mockImplementation(async (refused) => {
    if (refused === tokens[0]) tokens.shift();
    return tokens[0];
  });
  check.mockReset().mockResolvedValue();
  feed = new Feed({
    url: () => new URL('ws://panel.test/api/v1/ws?topics=modules'),
    token,
    check,
    open: (url) => {
      const socket = new FakeSocket(url);
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    random: () => 0.5,
  });
});

afterEach(() => {
  feed.stop();
  vi.useRealTimers();
});

describe('Feed', () => {
  it('begins at the cursor of the list and is live once ready', async () => {
    feed.start('7');
    await pass();
    expect(since()).toBe('7');
    expect(feed.getStatus().state).toBe('connecting');
    last().say({ type: 'ready', cursor: '9' });
    expect(feed.getStatus().state).toBe('live');
  });

  it('resumes after the last frame that carried a cursor', async () => {
    feed.start('7');
    await pass();
    last().say({ type: 'module.updated', cursor: '12', id: 'a' });
    last().say({ type: 'module.checked', id: 'a' });
    last().break();
    await pass(1000);
    expect(sockets).toHaveLength(2);
    expect(since()).toBe('12');
  });

  it('says "resync" where a list was read while it connected without a cursor', async () => {
    const heard: string[] = [];
    feed.listen((frame) => heard.push(frame.type));
    feed.start(undefined);
    await pass();
    expect(since()).toBeNull();
    feed.start('7');
    last().say({ type: 'ready', cursor: '9' });
    expect(heard).toEqual(['ready', 'resync']);
    last().break();
    await pass(1000);
    expect(since()).toBe('9');
    last().say({ type: 'ready', cursor: '9' });
    expect(heard).toEqual(['ready', 'resync', 'ready']);
  });

  it('waits longer each time, and starts over after a connection that lasted', async () => {
    feed.start('1');
    await pass();
    for (const wait of [1000, 2000, 5000, 10_000, 10_000]) {
      const count = sockets.length;
      last().break();
      expect(feed.getStatus()).toMatchObject({ state: 'waiting', retryAt: Date.now() + wait });
      await pass(wait - 1);
      expect(sockets).toHaveLength(count);
      await pass(1);
      expect(sockets).toHaveLength(count + 1);
    }
    last().say({ type: 'ready', cursor: '2' });
    await pass(6000);
    last().break();
    expect(feed.getStatus()).toMatchObject({ retryAt: Date.now() + 1000 });
  });

  it('counts a connection that breaks at once as a failure', async () => {
    feed.start('1');
    await pass();
    last().break();
    await pass(1000);
    last().say({ type: 'ready', cursor: '2' });
    last().break();
    expect(feed.getStatus()).toMatchObject({ retryAt: Date.now() + 2000 });
  });

  it('reconnects at once when asked, and not twice', async () => {
    feed.start('1');
    await pass();
    last().break();
    feed.reconnectNow();
    await pass();
    expect(sockets).toHaveLength(2);
    await pass(20_000);
    expect(sockets).toHaveLength(2);
  });

  it('looks anew when the network returns, and on sight only after a long silence', async () => {
    feed.start('1');
    await pass();
    last().say({ type: 'ready', cursor: '2' });
    feed.probe('visible');
    await pass();
    expect(sockets).toHaveLength(1);
    await pass(61_000);
    feed.probe('visible');
    await pass();
    expect(sockets).toHaveLength(2);
    expect(sockets[0]?.isClosed).toBe(true);
    feed.probe('online');
    await pass();
    expect(sockets).toHaveLength(3);
  });

  it('forgets its cursor on resync and takes the next list', async () => {
    const frames: Frame[] = [];
    feed.listen((frame) => frames.push(frame));
    feed.start('1');
    await pass();
    last().say({ type: 'resync' });
    expect(frames.map((frame) => frame.type)).toEqual(['resync']);
    feed.start('30');
    await pass();
    last().break();
    await pass(1000);
    expect(since()).toBe('30');
  });

  it('ignores what is no frame', async () => {
    const listener = vi.fn();
    feed.listen(listener);
    feed.start('1');
    await pass();
    last().onmessage?.({ data: 'not json' });
    last().onmessage?.({ data: '[1]' });
    expect(listener).not.toHaveBeenCalled();
  });

  it('goes on at once with a new token when the old one came to its end', async () => {
    feed.start('7');
    await pass();
    expect(sentToken()).toBe('first');
    last().say({ type: 'ready', cursor: '9' });
    await pass(6000);
    last().break(4401);
    await pass();
    expect(token).toHaveBeenLastCalledWith('first');
    expect(sockets).toHaveLength(2);
    expect([sentToken(), since()]).toEqual(['second', '9']);
  });

  it('does not storm a server that ends every token at once', async () => {
    feed.start('7');
    await pass();
    for (const wait of [1000, 2000, 5000, 10_000]) {
      const count = sockets.length;
      last().say({ type: 'ready', cursor: '9' });
      last().break(4401);
      await pass(wait - 1);
      expect(sockets).toHaveLength(count);
      await pass(1);
      expect(sockets).toHaveLength(count + 1);
    }
  });

  it('tries an ordinary request after a handshake that failed, and no socket while that fails', async () => {
    feed.start('7');
    await pass();
    expect(check).not.toHaveBeenCalled();
    check.mockRejectedValueOnce(new Error('the server is away'));
    last().break();
    await pass(1000);
    expect(check).toHaveBeenCalledTimes(1);
    expect(sockets).toHaveLength(1);
    expect(feed.getStatus()).toMatchObject({ state: 'waiting', retryAt: Date.now() + 2000 });
    await pass(2000);
    expect(check).toHaveBeenCalledTimes(2);
    expect(sockets).toHaveLength(2);
    last().say({ type: 'ready', cursor: '9' });
    await pass(6000);
    last().break();
    await pass(1000);
    expect(check).toHaveBeenCalledTimes(2);
  });

  it('stays silent while nobody is signed in, and is no longer waited for once stopped', async () => {
    let signIn: (token: string) => void = () => undefined;
    token.mockImplementation(
      () =>
        new Promise((resolve) => {
          signIn = resolve;
        }),
    );
    feed.start('7');
    await pass(60_000);
    expect(sockets).toHaveLength(0);
    signIn('late');
    await pass();
    expect(sentToken()).toBe('late');

    feed.stop();
    feed.start('8');
    await pass();
    feed.stop();
    signIn('too late');
    await pass();
    expect(sockets).toHaveLength(1);
  });
});

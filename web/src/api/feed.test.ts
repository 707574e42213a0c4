// SPDX-License-Identifier: MIT
// The feed over a socket of our own making and a clock we turn: what it resumes from, and when it tries again.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Feed, type Frame } from './feed';

class FakeSocket {
  onmessage: ((message: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
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
  break(): void {
    this.onclose?.();
  }
}

let sockets: FakeSocket[];
let feed: Feed;
const last = () => sockets.at(-1) as FakeSocket;
const since = () => last().url.searchParams.get('since');

beforeEach(() => {
  vi.useFakeTimers();
  sockets = [];
  feed = new Feed({
    url: () => new URL('ws://panel.test/api/v1/ws?topics=modules'),
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
  it('begins at the cursor of the list and is live once ready', () => {
    feed.start('7');
    expect(since()).toBe('7');
    expect(feed.getStatus().state).toBe('connecting');
    last().say({ type: 'ready', cursor: '9' });
    expect(feed.getStatus().state).toBe('live');
  });

  it('resumes after the last frame that carried a cursor', () => {
    feed.start('7');
    last().say({ type: 'module.updated', cursor: '12', id: 'a' });
    last().say({ type: 'module.checked', id: 'a' });
    last().break();
    vi.advanceTimersByTime(1000);
    expect(sockets).toHaveLength(2);
    expect(since()).toBe('12');
  });

  it('waits longer each time, and starts over after a connection that lasted', () => {
    feed.start('1');
    for (const wait of [1000, 2000, 5000, 10_000, 10_000]) {
      const count = sockets.length;
      last().break();
      expect(feed.getStatus()).toMatchObject({ state: 'waiting', retryAt: Date.now() + wait });
      vi.advanceTimersByTime(wait - 1);
      expect(sockets).toHaveLength(count);
      vi.advanceTimersByTime(1);
      expect(sockets).toHaveLength(count + 1);
    }
    last().say({ type: 'ready', cursor: '2' });
    vi.advanceTimersByTime(6000);
    last().break();
    expect(feed.getStatus()).toMatchObject({ retryAt: Date.now() + 1000 });
  });

  it('counts a connection that breaks at once as a failure', () => {
    feed.start('1');
    last().break();
    vi.advanceTimersByTime(1000);
    last().say({ type: 'ready', cursor: '2' });
    last().break();
    expect(feed.getStatus()).toMatchObject({ retryAt: Date.now() + 2000 });
  });

  it('reconnects at once when asked, and not twice', () => {
    feed.start('1');
    last().break();
    feed.reconnectNow();
    expect(sockets).toHaveLength(2);
    vi.advanceTimersByTime(20_000);
    expect(sockets).toHaveLength(2);
  });

  it('looks anew when the network returns, and on sight only after a long silence', () => {
    feed.start('1');
    last().say({ type: 'ready', cursor: '2' });
    feed.probe('visible');
    expect(sockets).toHaveLength(1);
    vi.advanceTimersByTime(61_000);
    feed.probe('visible');
    expect(sockets).toHaveLength(2);
    expect(sockets[0]?.isClosed).toBe(true);
    feed.probe('online');
    expect(sockets).toHaveLength(3);
  });

  it('forgets its cursor on resync and takes the next list', () => {
    const frames: Frame[] = [];
    feed.listen((frame) => frames.push(frame));
    feed.start('1');
    last().say({ type: 'resync' });
    expect(frames.map((frame) => frame.type)).toEqual(['resync']);
    feed.start('30');
    last().break();
    vi.advanceTimersByTime(1000);
    expect(since()).toBe('30');
  });

  it('ignores what is no frame', () => {
    const listener = vi.fn();
    feed.listen(listener);
    feed.start('1');
    last().onmessage?.({ data: 'not json' });
    last().onmessage?.({ data: '[1]' });
    expect(listener).not.toHaveBeenCalled();
  });
});

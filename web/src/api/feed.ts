// SPDX-License-Identifier: MIT
// The client of the event feed: one WebSocket that heals itself. It remembers the cursor of the last
// frame and resumes with `since`, so nothing is missed while it was away; it knows no entity, listeners do.
// A browser does not show pings, so a dead connection is found by its close, by the network coming back,
// and by a long silence when somebody returns to the page.

import { reconnectDelay } from './backoff';
import { isRecord } from './errors';

export interface Frame {
  type: string;
  id?: string;
  cursor?: string;
  at?: string;
  data?: unknown;
  changed?: unknown;
}

export type FeedStatus =
  | { state: 'connecting' }
  | { state: 'live' }
  | { state: 'waiting'; retryAt: number; isOffline: boolean };

type Listener = (frame: Frame) => void;

export interface FeedOptions {
  /** The address of the feed, without the cursor. */
  url: () => URL;
  open?: (url: string) => WebSocket;
  random?: () => number;
  now?: () => number;
}

const SILENCE_MS = 60_000;
const STABLE_MS = 5000;

export class Feed {
  private readonly options: Required<FeedOptions>;
  private readonly listeners = new Set<Listener>();
  private readonly watchers = new Set<() => void>();
  private status: FeedStatus = { state: 'connecting' };
  private socket: WebSocket | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private cursor: string | undefined;
  private attempt = 0;
  private liveSince: number | undefined;
  private lastFrameAt = 0;
  private isStarted = false;

  constructor(options: FeedOptions) {
    this.options = {
      open: (url) => new WebSocket(url),
      random: Math.random,
      now: Date.now,
      ...options,
    };
  }

  /** Begins at the cursor of a list that was just read. Later calls only fill a missing cursor. */
  start(cursor: string | undefined): void {
    this.cursor ??= cursor;
    if (this.isStarted) return;
    this.isStarted = true;
    this.connect();
  }

  stop(): void {
    this.isStarted = false;
    clearTimeout(this.timer);
    this.dropSocket();
    this.cursor = undefined;
  }

  /** Does not wait for the next try; a live connection is left alone. */
  reconnectNow = (): void => {
    if (!this.isStarted || this.status.state !== 'waiting') return;
    clearTimeout(this.timer);
    this.attempt = 0;
    this.connect();
  };

  /** The network came, went, or the page was looked at again: find out whether the connection lives. */
  probe(reason: 'online' | 'offline' | 'visible'): void {
    if (!this.isStarted) return;
    if (this.status.state === 'waiting') {
      if (reason !== 'offline') this.reconnectNow();
      return;
    }
    const isSilent = this.options.now() - this.lastFrameAt > SILENCE_MS;
    if (reason !== 'visible' || isSilent) {
      this.dropSocket();
      this.connect();
    }
  }

  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** For React's useSyncExternalStore. */
  watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  getStatus = (): FeedStatus => this.status;

  private setStatus(status: FeedStatus): void {
    this.status = status;
    for (const watcher of this.watchers) watcher();
  }

  private connect(): void {
    this.setStatus({ state: 'connecting' });
    const url = this.options.url();
    if (this.cursor !== undefined) url.searchParams.set('since', this.cursor);
    const socket = this.options.open(url.toString());
    this.socket = socket;
    this.lastFrameAt = this.options.now();
    socket.onmessage = (message: MessageEvent<unknown>) => this.receive(message.data);
    socket.onclose = () => this.lost();
  }

  private dropSocket(): void {
    if (!this.socket) return;
    this.socket.onmessage = null;
    this.socket.onclose = null;
    this.socket.close();
    this.socket = undefined;
    this.liveSince = undefined;
  }

  private lost(): void {
    const now = this.options.now();
    // A connection that broke at once does not count as a success, or the waits would never grow.
    if (this.liveSince !== undefined && now - this.liveSince >= STABLE_MS) this.attempt = 0;
    this.liveSince = undefined;
    this.socket = undefined;
    const delay = reconnectDelay(this.attempt, this.options.random());
    this.attempt += 1;
    this.timer = setTimeout(() => this.connect(), delay);
    const isOffline = typeof navigator !== 'undefined' && navigator.onLine === false;
    this.setStatus({ state: 'waiting', retryAt: now + delay, isOffline });
  }

  private receive(text: unknown): void {
    this.lastFrameAt = this.options.now();
    const frame = parseFrame(text);
    if (!frame) return;
    if (frame.type === 'resync') this.cursor = undefined;
    if (frame.cursor !== undefined) this.cursor = frame.cursor;
    if (frame.type === 'ready') {
      this.liveSince = this.options.now();
      this.setStatus({ state: 'live' });
    }
    for (const listener of this.listeners) listener(frame);
  }
}

function parseFrame(text: unknown): Frame | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (!isRecord(value) || typeof value.type !== 'string') return undefined;
    const frame: Frame = { type: value.type, data: value.data, changed: value.changed };
    if (typeof value.id === 'string') frame.id = value.id;
    if (typeof value.at === 'string') frame.at = value.at;
    if (typeof value.cursor === 'string') frame.cursor = value.cursor;
    return frame;
  } catch {
    return undefined;
  }
}

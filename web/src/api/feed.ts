// SPDX-License-Identifier: MIT
// The client of the event feed: one WebSocket that heals itself. It remembers the cursor of the last
// frame and resumes with `since`, so nothing is missed while it was away; it knows no entity, listeners do.
// A browser does not show pings, so a dead connection is found by its close, by the network coming back,
// and by a long silence when somebody returns to the page. It does not show either why a handshake was
// refused; so after one that failed an ordinary request is tried first, which renews a token that was over.

import { reconnectDelay } from './backoff';
import { isRecord } from './errors';

export interface Frame {
  type: string;
  id?: string;
  cursor?: string;
  at?: string;
  /** Who did it: a user or an API key. */
  actor?: string;
  data?: unknown;
  changed?: unknown;
}

export type FeedStatus =
  | { state: 'connecting' }
  | { state: 'live' }
  | { state: 'waiting'; retryAt: number; isOffline: boolean };

type Listener = (frame: Frame) => void;

export interface FeedOptions {
  /** The address of the feed, without cursor and token. */
  url: () => URL;
  /** The token to connect with, if any; `refused` is over. Waits as long as nobody is signed in. */
  token: (refused?: string) => Promise<string | undefined>;
  /** Whether the server answers, and to this token: rejects otherwise. */
  check: () => Promise<void>;
  open?: (url: string) => WebSocket;
  random?: () => number;
  now?: () => number;
}

const SILENCE_MS = 60_000;
const STABLE_MS = 5000;
/** The server closes so when the token is over: docs/api/events.yaml. */
const CLOSE_UNAUTHORIZED = 4401;

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
  private token: string | undefined;
  private isTokenOver = false;
  private isDoubtful = false;
  /** Connected without knowing a cursor. */
  private isBlind = false;
  /** Counts the tries to connect, so that one that was overtaken ends unheard. */
  private round = 0;

  constructor(options: FeedOptions) {
    this.options = {
      open: (url) => new WebSocket(url),
      random: Math.random,
      now: Date.now,
      ...options,
    };
  }

  /** Begins at the cursor of a list that was just read, without one at what comes next. Later calls only fill
   * a missing cursor. */
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
    this.round += 1;
    const { round } = this;
    this.setStatus({ state: 'connecting' });
    this.open(round).catch(() => {
      if (round === this.round) this.lost();
    });
  }

  private async open(round: number): Promise<void> {
    const { token, check } = this.options;
    if (this.isDoubtful) await check();
    const next = await token(this.isTokenOver ? this.token : undefined);
    if (round !== this.round) return;
    this.token = next;
    this.isTokenOver = false;
    this.isBlind = this.cursor === undefined;
    const url = this.options.url();
    if (next !== undefined) url.searchParams.set('token', next);
    if (this.cursor !== undefined) url.searchParams.set('since', this.cursor);
    const socket = this.options.open(url.toString());
    this.socket = socket;
    this.isDoubtful = true;
    this.lastFrameAt = this.options.now();
    socket.onmessage = (message: MessageEvent<unknown>) => this.receive(message.data);
    socket.onclose = (event) => this.closed(event.code);
  }

  private dropSocket(): void {
    this.round += 1;
    if (!this.socket) return;
    this.socket.onmessage = null;
    this.socket.onclose = null;
    this.socket.close();
    this.socket = undefined;
    this.liveSince = undefined;
  }

  private closed(code: number): void {
    this.isTokenOver = code === CLOSE_UNAUTHORIZED;
    this.lost();
  }

  private lost(): void {
    const now = this.options.now();
    // A connection that broke at once does not count as a success, or the waits would never grow.
    const wasStable = this.liveSince !== undefined && now - this.liveSince >= STABLE_MS;
    this.liveSince = undefined;
    this.socket = undefined;
    if (wasStable) this.attempt = 0;
    if (wasStable && this.isTokenOver) {
      this.connect(); // that was no failure: on with the next token
      return;
    }
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
    // A list was read while we connected: what changed between the two nobody has told.
    const hasGap = frame.type === 'ready' && this.isBlind && this.cursor !== undefined;
    if (frame.type === 'resync') this.cursor = undefined;
    if (frame.cursor !== undefined) this.cursor = frame.cursor;
    if (frame.type === 'ready') {
      this.liveSince = this.options.now();
      this.isDoubtful = false;
      this.setStatus({ state: 'live' });
    }
    for (const listener of this.listeners) listener(frame);
    if (hasGap) for (const listener of this.listeners) listener({ type: 'resync' });
  }
}

function parseFrame(text: unknown): Frame | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (!isRecord(value) || typeof value.type !== 'string') return undefined;
    const frame: Frame = { type: value.type, data: value.data, changed: value.changed };
    if (typeof value.id === 'string' || typeof value.id === 'number') frame.id = String(value.id);
    if (typeof value.at === 'string') frame.at = value.at;
    if (typeof value.actor === 'string') frame.actor = value.actor;
    if (typeof value.cursor === 'string') frame.cursor = value.cursor;
    return frame;
  } catch {
    return undefined;
  }
}

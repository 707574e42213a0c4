// SPDX-License-Identifier: MIT
// A client of the event feed, and one that is cut off again and again.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, CLOSE, frame, PING, PONG, TEXT } from './ws_client.mjs';

/** The address of a running server's feed, for Client.open(). */
export function feedAddress(base, query = {}, path = '/api/ws') {
  const url = new URL(base);
  return { host: url.hostname, port: Number(url.port), path: `${path}?${new URLSearchParams(query)}` };
}

/** The number of the last event that a cursor knows. */
export const placeOf = (cursor) => Number.parseInt(cursor.slice(0, 16), 16);

export class Feed {
  static async open(base, query, headers, path) {
    const feed = new Feed();
    feed.client = await Client.open({ ...feedAddress(base, query, path), headers });
    return feed;
  }

  /** The next frame as JSON; a close frame, which is answered, as {closed: code}; null at the end of the stream. */
  async next(timeout) {
    for (;;) {
      const got = await this.client.next(timeout);
      if (got === null) return null;
      if (got.opcode === TEXT) return JSON.parse(got.payload);
      if (got.opcode === CLOSE) {
        await this.client.send(frame(CLOSE, got.payload));
        return { closed: got.payload.length >= 2 ? got.payload.readUInt16BE(0) : 1005 };
      }
      if (got.opcode === PING) await this.client.send(frame(PONG, got.payload));
    }
  }

  /** Takes the frame that says ready, which must be the next one, and returns its cursor. */
  async ready() {
    const got = await this.next();
    assert.equal(got?.type, 'ready');
    return got.cursor;
  }

  /** The next `n` frames. */
  async take(n, timeout) {
    const frames = [];
    while (frames.length < n) frames.push(await this.next(timeout));
    return frames;
  }

  /** All frames up to the first that fits, with it. */
  async until(fits, timeout) {
    const frames = [];
    do frames.push(await this.next(timeout));
    while (frames.at(-1) !== null && !fits(frames.at(-1)));
    return frames;
  }

  /** What comes within `ms`. */
  async during(ms) {
    const frames = [];
    const end = Date.now() + ms;
    try {
      while (Date.now() < end) frames.push(await this.next(end - Date.now()));
    } catch (error) {
      if (!/no frame within/.test(error.message)) throw error;
    }
    return frames;
  }

  destroy() {
    this.client.destroy();
  }
}

/** Follows the feed, is cut off `cuts` times at random moments and comes back where it was. `events` fills up. */
export class CutOffFeed {
  events = [];
  cuts = 0;
  resyncs = 0;
  #isEnding = false;

  constructor(base, query) {
    this.base = base;
    this.query = query;
  }

  async begin() {
    const feed = await Feed.open(this.base, this.query);
    this.cursor = await feed.ready();
    this.#follow(feed);
  }

  async #follow(feed) {
    while (!this.#isEnding) {
      await this.#listen(feed, Math.random() * 100);
      feed.destroy();
      this.cuts++;
      await sleep(Math.random() * 30);
      feed = await Feed.open(this.base, { ...this.query, since: this.cursor });
    }
    while (placeOf(this.cursor) < this.last) {
      this.#take(await feed.next());
    }
    feed.destroy();
    this.ended();
  }

  async #listen(feed, ms) {
    for (const event of await feed.during(ms)) {
      if (event === null) return;
      this.#take(event);
    }
  }

  #take(event) {
    this.resyncs += event.type === 'resync';
    if (event.cursor) this.cursor = event.cursor;
    if (event.cursor && event.data) this.events.push(event);
  }

  /** Stays until it has heard of the event of this number, and then leaves. */
  end(last) {
    this.last = last;
    this.#isEnding = true;
    return new Promise((resolve) => {
      this.ended = resolve;
    });
  }
}

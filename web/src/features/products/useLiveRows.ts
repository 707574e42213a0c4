// SPDX-License-Identifier: MIT
// Other people's changes while the table is looked at: rows change in their places, new ones are told by a number,
// deleted ones stay to be seen, struck through, until the rows are read anew. So nothing moves under the hand. Where
// many changed at once what is seen is read again, as soon as nobody types into it.

import { useCallback, useEffect, useRef, useState } from 'react';
import type { Frame } from '../../api/feed';
import { useFeedStatus, useFrames } from '../../api/live';
import type { Row } from './columns';
import { fittingIds } from './queries';
import { type RowEdits, rowOf } from './rowEdits';
import type { RowWindow } from './rowWindow';
import type { ProductFilter } from './view';

const FRESH_MS = 2000;
const ASK_MS = 500;
const READ_MS = 250;
const POLL_MS = 20_000;

interface LiveRowsOptions {
  rows: RowWindow<Row>;
  edits: RowEdits;
  filter: ProductFilter;
  /** Somebody types into a row. */
  isTyping: boolean;
  /** Rows that one made oneself are no news. */
  own: ReadonlySet<number>;
}

export interface LiveRows {
  fresh: ReadonlySet<number>;
  gone: ReadonlySet<number>;
  news: number;
  readAnew: () => void;
}

const NONE: ReadonlySet<number> = new Set();

export function useLiveRows(options: LiveRowsOptions): LiveRows {
  const { rows, edits, filter, isTyping, own } = options;
  const [fresh, setFresh] = useState(NONE);
  const [gone, setGone] = useState(NONE);
  const [news, setNews] = useState(NONE);
  const made = useRef<number[]>([]);
  const timers = useRef<{ fresh?: Timer; ask?: Timer; read?: Timer }>({});
  const isLive = useFeedStatus().state === 'live';
  const held = useRef(isTyping);
  useEffect(() => {
    held.current = isTyping;
  }, [isTyping]);

  const readAnew = useCallback(() => {
    made.current = [];
    setNews(NONE);
    setGone(NONE);
    rows.refresh();
  }, [rows]);

  const readSoon = useCallback(() => {
    const read = () => {
      if (held.current) timers.current.read = setTimeout(read, READ_MS);
      else {
        timers.current.read = undefined;
        rows.refresh();
      }
    };
    timers.current.read ??= setTimeout(read, READ_MS);
  }, [rows]);

  const askSoon = useCallback(() => {
    timers.current.ask ??= setTimeout(() => {
      timers.current.ask = undefined;
      const asked = made.current.filter((id) => !own.has(id) && rows.placeOf(id) === undefined);
      if (asked.length === 0) return;
      fittingIds(filter, asked)
        .then((ids) => setNews((now) => new Set([...now, ...ids])))
        .catch(() => undefined); // the next one asks again
    }, ASK_MS);
  }, [rows, filter, own]);

  const changed = useCallback(
    (row: Row) => {
      const place = rows.placeOf(row.id);
      const known = place === undefined ? undefined : rows.rowAt(place);
      if (!known || known.revision >= row.revision) return;
      rows.replace(row);
      if (edits.has(row.id)) return;
      setFresh((now) => new Set(now).add(row.id));
      clearTimeout(timers.current.fresh);
      timers.current.fresh = setTimeout(() => setFresh(NONE), FRESH_MS);
    },
    [rows, edits],
  );

  useFrames(
    useCallback(
      (frame: Frame) => {
        const id = Number(frame.id);
        if (frame.type === 'products.changed' || frame.type === 'resync') readSoon();
        const [entity, what] = frame.type.split('.');
        if (entity !== 'product' || !Number.isInteger(id)) return;
        if (what === 'deleted') setGone((now) => new Set(now).add(id));
        if (what === 'created') {
          made.current.push(id);
          askSoon();
        }
        const row = what === 'updated' ? rowOf(frame.data) : undefined;
        if (row) changed(row);
      },
      [readSoon, askSoon, changed],
    ),
  );

  useEffect(() => {
    if (isLive) return;
    const timer = setInterval(readSoon, POLL_MS);
    return () => clearInterval(timer);
  }, [isLive, readSoon]);

  // Other rows: what was told of the last ones is over.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new window is what ends it
  useEffect(() => {
    made.current = [];
    setNews(NONE);
    setGone(NONE);
    return () => {
      for (const timer of Object.values(timers.current)) clearTimeout(timer);
      timers.current = {};
    };
  }, [rows]);

  return { fresh, gone, news: news.size, readAnew };
}

type Timer = ReturnType<typeof setTimeout> | undefined;

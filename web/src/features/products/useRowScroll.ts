// SPDX-License-Identifier: MIT
// Joins scroll.ts to an element: which rows are seen, where in the element they stand, how to come to another one.

import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { barAt, type Extent, heightOf, scrolled } from './scroll';

const REST_MS = 150;
const FIRST_HEIGHT = 800;

export interface RowScroll {
  /** What scrolls, and the heads that stay at its top. */
  viewport: RefObject<HTMLDivElement | null>;
  heads: RefObject<HTMLDivElement | null>;
  /** Of the element that holds the rows. */
  height: number;
  first: number;
  /** How many rows fit. */
  seen: number;
  /** Where the row at a place stands in the element that holds the rows. */
  topOf: (place: number) => number;
  onScroll: () => void;
  scrollTo: (place: number) => void;
  toTop: () => void;
}

export function useRowScroll(count: number, rowHeight: number): RowScroll {
  const viewport = useRef<HTMLDivElement>(null);
  const heads = useRef<HTMLDivElement>(null);
  const at = useRef({ bar: 0, offset: 0 });
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [view, setView] = useState(FIRST_HEIGHT);
  const [shown, setShown] = useState({ first: 0, shift: 0 });
  const extent = useMemo<Extent>(
    () => ({ full: count * rowHeight, view }),
    [count, rowHeight, view],
  );

  const show = useCallback(() => {
    const { bar, offset } = at.current;
    const first = Math.floor(offset / rowHeight);
    const shift = Math.round(bar - offset);
    setShown((now) => (now.first === first && now.shift === shift ? now : { first, shift }));
  }, [rowHeight]);

  const moveBar = useCallback(
    (offset: number) => {
      const element = viewport.current;
      if (!element) return;
      element.scrollTop = barAt(extent, offset);
      at.current = { bar: element.scrollTop, offset };
      show();
    },
    [extent, show],
  );

  const onScroll = useCallback(() => {
    const element = viewport.current;
    if (!element) return;
    const { bar, offset } = at.current;
    const to = element.scrollTop;
    at.current = { bar: to, offset: scrolled(extent, offset, bar, to) };
    show();
    clearTimeout(rest.current);
    rest.current = setTimeout(() => {
      const target = barAt(extent, at.current.offset);
      if (Math.abs(target - at.current.bar) >= 1) moveBar(at.current.offset);
    }, REST_MS);
  }, [extent, show, moveBar]);

  useEffect(() => {
    const [element, head] = [viewport.current, heads.current];
    if (!element || !head) return;
    const measure = () => setView(Math.max(element.clientHeight - head.offsetHeight, rowHeight));
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    observer.observe(head);
    measure();
    return () => observer.disconnect();
  }, [rowHeight]);

  // Another number of rows, or rows of another height.
  useEffect(() => {
    at.current.offset = Math.min(at.current.offset, Math.max(extent.full - extent.view, 0));
    show();
  }, [extent, show]);
  useEffect(() => () => clearTimeout(rest.current), []);

  const scrollTo = useCallback(
    (place: number) => {
      const top = place * rowHeight;
      const { offset } = at.current;
      if (top < offset) moveBar(top);
      else if (top + rowHeight > offset + extent.view) moveBar(top + rowHeight - extent.view);
    },
    [extent, rowHeight, moveBar],
  );

  return {
    viewport,
    heads,
    height: heightOf(extent),
    first: shown.first,
    seen: Math.ceil(view / rowHeight) + 1,
    topOf: useCallback((place) => place * rowHeight + shown.shift, [rowHeight, shown.shift]),
    onScroll,
    scrollTo,
    toTop: useCallback(() => moveBar(0), [moveBar]),
  };
}

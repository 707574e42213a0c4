// SPDX-License-Identifier: MIT
// Which cards of a long column are looked at: all are of one height, so the place of each is known without drawing it.

import { type RefObject, useCallback, useEffect, useState } from 'react';

const OVERSCAN = 5;
const FIRST_VIEW = 900;

export interface CardWindow {
  /** The first and the last index to be drawn, both included; `last` may lie behind the last card. */
  first: number;
  last: number;
  onScroll: () => void;
}

export function useCardWindow(scroller: RefObject<HTMLElement | null>, step: number): CardWindow {
  const [shown, setShown] = useState({ first: 0, last: Math.ceil(FIRST_VIEW / step) + OVERSCAN });
  const look = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    const first = Math.max(Math.floor(element.scrollTop / step) - OVERSCAN, 0);
    const last = Math.ceil((element.scrollTop + element.clientHeight) / step) + OVERSCAN;
    setShown((now) => (now.first === first && now.last === last ? now : { first, last }));
  }, [scroller, step]);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller, look]);
  return { ...shown, onScroll: look };
}

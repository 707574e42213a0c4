// SPDX-License-Identifier: MIT
// Joins the feed to the deals: each change leads to one reading shortly after, however many come at once. While a card is
// held, a reason is asked for or a move is on its way, that reading waits, so that nothing jumps under the hand.

import { useCallback, useEffect, useRef } from 'react';
import type { Frame } from '../../api/feed';
import { queryClient, useFrames } from '../../api/live';
import { noteChange } from './lastMoves';
import { MOVE_KEY, readDealsAnew } from './queries';

const SETTLE_MS = 120;
/** Between two readings while changes keep coming. */
const REST_MS = 400;

const concerns = ({ type }: Frame): boolean =>
  type === 'resync' ||
  type.startsWith('deal.') ||
  type === 'deals.changed' ||
  type.startsWith('stage.');

/** `isHeld`: nothing may move on the board now. */
export function useDealsLive(isHeld: boolean, onFrame?: (frame: Frame) => void): void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const lastRead = useRef(0);
  const held = useRef(isHeld);
  const listener = useRef(onFrame);
  useEffect(() => {
    held.current = isHeld;
    listener.current = onFrame;
  }, [isHeld, onFrame]);

  const readSoon = useCallback(() => {
    const wait = Math.max(SETTLE_MS, lastRead.current + REST_MS - Date.now());
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      if (held.current || queryClient.isMutating({ mutationKey: MOVE_KEY }) > 0) {
        readSoon();
        return;
      }
      lastRead.current = Date.now();
      void readDealsAnew();
    }, wait);
  }, []);

  useFrames(
    useCallback(
      (frame: Frame) => {
        noteChange(frame);
        listener.current?.(frame);
        if (concerns(frame)) readSoon();
      },
      [readSoon],
    ),
  );
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
}

// SPDX-License-Identifier: MIT
// Joins the feed to the list. Checks come in crowds (a thousand modules every ten seconds), so they are
// gathered and shown together; changes of rows lead to one reading of the list shortly after. While a card
// is being dragged or a move is on its way that reading waits, so that nothing jumps under the hand.

import { useCallback, useEffect, useRef } from 'react';
import type { Frame } from '../../api/feed';
import { queryClient, useFrames } from '../../api/live';
import { applyChecks, applyFrame, type CheckFrame, changesList, checkOf } from './events';
import { changeModules, historyKey, MOVE_KEY, readModulesAnew } from './queries';

const GATHER_MS = 200;
const SETTLE_MS = 100;

/** `isHeld`: somebody is dragging. */
export function useModulesLive(isHeld: boolean): void {
  const checks = useRef<CheckFrame[]>([]);
  const gather = useRef<ReturnType<typeof setTimeout>>(undefined);
  const settle = useRef<ReturnType<typeof setTimeout>>(undefined);
  const held = useRef(isHeld);

  const readSoon = useCallback(() => {
    clearTimeout(settle.current);
    settle.current = setTimeout(() => {
      if (held.current || queryClient.isMutating({ mutationKey: MOVE_KEY }) > 0) readSoon();
      else readModulesAnew();
    }, SETTLE_MS);
  }, []);

  useEffect(() => {
    held.current = isHeld;
  }, [isHeld]);

  useFrames(
    useCallback(
      (frame: Frame) => {
        const check = checkOf(frame);
        if (check) {
          checks.current.push(check);
          if (frame.type === 'module.health_changed') {
            void queryClient.invalidateQueries({ queryKey: historyKey(check.module_id) });
          }
          gather.current ??= setTimeout(() => {
            gather.current = undefined;
            const gathered = checks.current;
            checks.current = [];
            changeModules((modules) => applyChecks(modules, gathered));
          }, GATHER_MS);
          return;
        }
        if (!changesList(frame)) return;
        changeModules((modules) => applyFrame(modules, frame));
        readSoon();
      },
      [readSoon],
    ),
  );

  useEffect(
    () => () => {
      clearTimeout(gather.current);
      clearTimeout(settle.current);
      gather.current = undefined;
    },
    [],
  );
}

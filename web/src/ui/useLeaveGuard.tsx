// SPDX-License-Identifier: MIT
// Asks before a page with unsaved input is left: by a link, by the browser's buttons, by closing the tab.
// The panel's router cannot be made to wait, so the guard stands before it: a click on a link is held back,
// a step through the history is undone and taken again once the person agrees.

import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { DiscardDialog } from './DiscardDialog';
import { guardHistory } from './history';

/** The dialog to be rendered. */
export function useLeaveGuard(isDirty: boolean): ReactNode {
  const navigate = useNavigate();
  const [leave, setLeave] = useState<() => void>();
  const isOff = useRef(false);

  useEffect(() => {
    if (!isDirty) return;
    isOff.current = false;
    const place = placeOf(window.history.state);
    let isReturning = false;

    const onClick = (event: MouseEvent) => {
      const path = pathOfLink(event);
      if (path === undefined || isOff.current) return;
      event.preventDefault();
      event.stopPropagation();
      setLeave(() => () => void navigate(path));
    };
    const letGo = guardHistory((event) => {
      const steps = placeOf(event.state) - place;
      if (isOff.current || (steps === 0 && !isReturning)) return 'pass';
      if (!isReturning) {
        window.history.go(-steps);
        setLeave(() => () => window.history.go(steps));
      }
      isReturning = !isReturning;
      return 'keep';
    });
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();

    document.addEventListener('click', onClick, true);
    window.addEventListener('beforeunload', onUnload);
    return () => {
      document.removeEventListener('click', onClick, true);
      letGo();
      window.removeEventListener('beforeunload', onUnload);
    };
  }, [isDirty, navigate]);

  return (
    <DiscardDialog
      isOpen={leave !== undefined}
      onStay={() => setLeave(undefined)}
      onDiscard={() => {
        isOff.current = true;
        setLeave(undefined);
        leave?.();
      }}
    />
  );
}

/** The router numbers its places in the history. */
function placeOf(state: unknown): number {
  const place: unknown = typeof state === 'object' && state !== null && 'idx' in state && state.idx;
  return typeof place === 'number' ? place : 0;
}

/** The address within the panel that a click would lead to, in this tab and away from this page. */
function pathOfLink(event: MouseEvent): string | undefined {
  const isPlain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey);
  const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
  if (!isPlain || !(link instanceof HTMLAnchorElement) || link.target === '_blank')
    return undefined;
  const { origin, pathname } = window.location;
  if (link.origin !== origin || link.pathname === pathname) return undefined;
  return link.pathname + link.search + link.hash;
}

// SPDX-License-Identifier: MIT
// Escape closes the dialog on top alone. Each dialog listens for it at the window, so one below would close, too; whatever
// opens over others takes the key first. Listeners are called in the order in which they were added, so this one is added
// before any dialog is there.

import { useEffect, useRef } from 'react';

const takers: { close: () => void }[] = [];

/** Called once at start. */
export function watchEscape(): void {
  window.addEventListener(
    'keydown',
    (event) => {
      const top = takers.at(-1);
      if (event.key !== 'Escape' || event.isComposing || !top || isTakenBy(event.target)) return;
      event.stopImmediatePropagation();
      top.close();
    },
    { capture: true },
  );
}

/** A list that is open in the dialog, which closes first; Mantine marks its field so. */
const isTakenBy = (target: EventTarget | null): boolean =>
  target instanceof Element && target.getAttribute('data-mantine-stop-propagation') === 'true';

/** While it is open Escape is its own; its `closeOnEscape` is to be off. */
export function useEscape(isOpen: boolean, onClose: () => void): void {
  const latest = useRef(onClose);
  latest.current = onClose;
  useEffect(() => {
    if (!isOpen) return;
    const taker = { close: () => latest.current() };
    takers.push(taker);
    return () => void takers.splice(takers.indexOf(taker), 1);
  }, [isOpen]);
}

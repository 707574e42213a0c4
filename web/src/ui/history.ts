// SPDX-License-Identifier: MIT
// Steps through the browser's history before the router hears of them. Listeners of the window are called in
// the order in which they were added, so this one is added before the router begins.

type PopGuard = (event: PopStateEvent) => 'keep' | 'pass';

let guard: PopGuard | undefined;

/** Called once at start. */
export function watchHistory(): void {
  window.addEventListener('popstate', (event) => {
    if (guard?.(event) === 'keep') event.stopImmediatePropagation();
  });
}

/** From now on `next` decides which steps the router hears of; the answer takes it away again. */
export function guardHistory(next: PopGuard): () => void {
  guard = next;
  return () => {
    if (guard === next) guard = undefined;
  };
}

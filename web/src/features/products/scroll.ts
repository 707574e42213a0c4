// SPDX-License-Identifier: MIT
// Scrolling through more pixels than a browser lets an element have. The scrollbar stands for the whole list;
// small steps, of a wheel or a key, still move by as many pixels as they say. When scrolling has come to rest
// the scrollbar is put where the list really is.

/** Firefox stops at 17.8 million pixels, Chromium at 33.5. */
export const MAX_HEIGHT = 12_000_000;

export interface Extent {
  /** Of all rows, in pixels. */
  full: number;
  /** Of what is seen. */
  view: number;
}

/** How high the scrolled element is made. */
export function heightOf({ full }: Extent): number {
  return Math.min(full, MAX_HEIGHT);
}

function range({ full, view }: Extent): { real: number; shown: number } {
  return { real: Math.max(full - view, 0), shown: Math.max(Math.min(full, MAX_HEIGHT) - view, 0) };
}

/** Where the list is after the scrollbar went from one place to another, both in its own pixels. */
export function scrolled(extent: Extent, offset: number, from: number, to: number): number {
  const { real, shown } = range(extent);
  if (shown === 0) return 0;
  const step = to - from;
  const isStep = Math.abs(step) <= 2 * extent.view && to > 0 && to < shown;
  const next = isStep || real === shown ? offset + step : (to / shown) * real;
  return Math.min(Math.max(real === shown ? to : next, 0), real);
}

/** Where the scrollbar belongs for a place in the list. */
export function barAt(extent: Extent, offset: number): number {
  const { real, shown } = range(extent);
  return real === 0 ? 0 : (Math.min(offset, real) / real) * shown;
}

// SPDX-License-Identifier: MIT
// Where the keyboard is in the table, and where each key leads (WAI-ARIA, "Grid": one cell has the focus, the arrows
// move it).

export interface Cell {
  place: number;
  key: string;
}

export interface GridShape {
  /** The columns from left to right. */
  keys: readonly string[];
  /** How many rows there are. */
  count: number;
  /** How many of them a page of the screen holds. */
  seen: number;
}

interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
}

const clamp = (value: number, end: number) => Math.min(Math.max(value, 0), Math.max(end, 0));

/** Where the key leads; undefined: it is no key that moves. */
export function moved(cell: Cell, press: KeyPress, { keys, count, seen }: GridShape) {
  const column = Math.max(keys.indexOf(cell.key), 0);
  const to = (place: number, at: number): Cell => ({
    place: clamp(place, count - 1),
    key: keys[clamp(at, keys.length - 1)] ?? cell.key,
  });
  const isWhole = press.ctrlKey || press.metaKey;
  const page = Math.max(seen - 2, 1);
  const last = keys.length - 1;
  switch (press.key) {
    case 'ArrowUp':
      return to(cell.place - 1, column);
    case 'ArrowDown':
      return to(cell.place + 1, column);
    case 'ArrowLeft':
      return to(cell.place, column - 1);
    case 'ArrowRight':
      return to(cell.place, column + 1);
    case 'PageUp':
      return to(cell.place - page, column);
    case 'PageDown':
      return to(cell.place + page, column);
    case 'Home':
      return to(isWhole ? 0 : cell.place, 0);
    case 'End':
      return to(isWhole ? count - 1 : cell.place, last);
    default:
      return undefined;
  }
}

/** The next of these columns, in this row or the one behind it; undefined: there is none. */
export function stepped(
  cell: Cell,
  step: 1 | -1,
  editable: readonly string[],
  count: number,
): Cell | undefined {
  const at = editable.indexOf(cell.key) + step;
  const place = at < 0 ? cell.place - 1 : at >= editable.length ? cell.place + 1 : cell.place;
  const key = editable[(at + editable.length) % editable.length];
  return key === undefined || place < 0 || place >= count ? undefined : { place, key };
}

// SPDX-License-Identifier: MIT
// Which rows something shall be done with: some, one by one, or all that fit the filter, wherever they are.

export const MAX_PICKED = 1000;

export type Selection = { kind: 'some'; ids: ReadonlySet<number> } | { kind: 'all' };

export const NOTHING: Selection = { kind: 'some', ids: new Set() };

export const isEmpty = (selection: Selection): boolean =>
  selection.kind === 'some' && selection.ids.size === 0;

export const isSelected = (selection: Selection, id: number): boolean =>
  selection.kind === 'all' || selection.ids.has(id);

/** These rows chosen or not, up to what one request takes. Of all, nobody can be taken out: then nothing is chosen. */
export function picked(
  selection: Selection,
  ids: readonly number[],
  isPicked: boolean,
): { selection: Selection; isFull: boolean } {
  if (selection.kind === 'all') return { selection: NOTHING, isFull: false };
  const next = new Set(selection.ids);
  for (const id of ids) {
    if (!isPicked) next.delete(id);
    else if (next.size < MAX_PICKED) next.add(id);
  }
  const isFull = isPicked && ids.some((id) => !next.has(id));
  return { selection: { kind: 'some', ids: next }, isFull };
}

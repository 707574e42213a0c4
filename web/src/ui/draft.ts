// SPDX-License-Identifier: MIT
// What was typed beside what is stored: which fields differ, how two people's changes are joined, and where
// both changed one field to different values. Fields are texts and switches.

export type DraftValue = string | boolean;
export type DraftValues = Record<string, DraftValue>;

export interface Base<V extends DraftValues> {
  values: V;
  revision: number;
}

export interface Conflict<V extends DraftValues> {
  field: keyof V & string;
  mine: DraftValue;
  theirs: DraftValue;
}

export const plain = (value: DraftValue | undefined): DraftValue | undefined =>
  typeof value === 'string' ? value.trim() : value;

export function fieldsOf<V extends DraftValues>(values: V): (keyof V & string)[] {
  return Object.keys(values);
}

/** The fields that were changed, as they shall be sent. */
export function changesOf<V extends DraftValues>(mine: V, base: V): Partial<V> {
  const changes: DraftValues = {};
  for (const field of fieldsOf(mine)) {
    const value = plain(mine[field]);
    if (value !== undefined && value !== plain(base[field])) changes[field] = value;
  }
  return changes as Partial<V>;
}

/** Fields that both changed since the form opened, to different values. */
export function conflictsOf<V extends DraftValues>(mine: V, base: V, theirs: V): Conflict<V>[] {
  return fieldsOf(changesOf(mine, base) as V)
    .filter((field) => plain(theirs[field]) !== plain(base[field]))
    .filter((field) => plain(theirs[field]) !== plain(mine[field]))
    .map((field) => ({ field, mine: mine[field] ?? '', theirs: theirs[field] ?? '' }));
}

/** The newer state with one's own changes laid over it, except in the fields given up. */
export function rebase<V extends DraftValues>(
  mine: V,
  base: V,
  theirs: V,
  givenUp: ReadonlySet<string>,
): V {
  const own = Object.keys(changesOf(mine, base)).filter((field) => !givenUp.has(field));
  return { ...theirs, ...Object.fromEntries(own.map((field) => [field, mine[field]])) };
}

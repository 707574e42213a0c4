// SPDX-License-Identifier: MIT
// The order of a list: field names, `-price` for the other way round.

const MAX_SORT = 5;

/** The order after a click on a head: up, down, as it was; with shift the other keys stay. */
export function sortedBy(sort: readonly string[], key: string, isAdding: boolean): string[] {
  const now = sort.find((word) => word.replace('-', '') === key);
  const next = now === undefined ? key : now === key ? `-${key}` : undefined;
  if (!isAdding) return next === undefined ? [] : [next];
  if (now === undefined) return [...sort, key].slice(0, MAX_SORT);
  return sort.flatMap((word) => (word !== now ? [word] : next === undefined ? [] : [next]));
}

/** What of these words sorts by one of the fields. */
export function sortFrom(words: string | null, fields: readonly string[]): string[] {
  const known = (words ?? '').split(',').filter((word) => fields.includes(word.replace('-', '')));
  return known.slice(0, MAX_SORT);
}

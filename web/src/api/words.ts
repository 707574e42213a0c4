// SPDX-License-Identifier: MIT
// Conditions of lists as words of an address, the API's and the panel's own alike: `brand__in=Apple,Samsung`.

/** Commas part the values; one within a value is written `\,`. */
export function readList(text: string): string[] {
  return (text.match(/(?:\\.|[^\\,])+/g) ?? []).map((part) => part.replace(/\\(.)/g, '$1'));
}
export const writeList = (values: readonly string[]): string =>
  values.map((value) => value.replace(/[\\,]/g, '\\$&')).join(',');

/** A filter as words of an address. */
export function filterWords(filter: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(filter).map(([word, value]) => [
      word,
      Array.isArray(value) ? writeList(value.map(String)) : String(value),
    ]),
  );
}

/** Of a call of `api`: the question is these words, as they are. */
export const asWords = (words: Record<string, string>) => ({
  querySerializer: () => new URLSearchParams(words).toString(),
});

// SPDX-License-Identifier: MIT
// A person in two letters, for where no name fits.

export function initialsOf(name: string): string {
  const words = name.split(/[\s-]+/u).filter((word) => /^\p{L}/u.test(word));
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : words;
  const letters = chosen.map((word) => [...(word ?? '')][0] ?? '').join('');
  return letters.toLocaleUpperCase() || [...name][0] || '?';
}

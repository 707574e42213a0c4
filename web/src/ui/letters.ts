// SPDX-License-Identifier: MIT
// Lists are searched by groups of three letters: what is shorter finds nothing, and is not asked for.

export const MIN_LETTERS = 3;

export const isTooShort = (text: string): boolean => {
  const { length } = [...text.trim()];
  return length > 0 && length < MIN_LETTERS;
};

// SPDX-License-Identifier: MIT
// Numbers of pieces as people type them.

const MOST = 2_147_483_647;

/** The whole number that a text means; undefined: none. */
export function parseCount(text: string): number | undefined {
  const bare = text.replace(/[\s\u00a0\u202f]/g, '');
  const value = Number(bare);
  return /^\d{1,10}$/.test(bare) && value <= MOST ? value : undefined;
}

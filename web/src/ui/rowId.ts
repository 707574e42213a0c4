// SPDX-License-Identifier: MIT

/** The id of a row as an address has it; undefined: no row can have this id. */
export function rowIdFrom(text: string): number | undefined {
  const id = Number(text);
  return /^[1-9]\d*$/.test(text) && Number.isSafeInteger(id) ? id : undefined;
}

// SPDX-License-Identifier: MIT
// What a product earns.

export interface Margin {
  sum: number;
  /** Of the price; undefined: there is no price. */
  share: number | undefined;
}

/** What is left of a price once the piece is paid for. */
export function marginOf(price: number, cost: number): Margin {
  const sum = Math.round((price - cost) * 100) / 100;
  return { sum, share: price > 0 ? sum / price : undefined };
}

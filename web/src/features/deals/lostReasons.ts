// SPDX-License-Identifier: MIT
// What deals are lost by, mostly; each has its words in deals.json.

export const LOST_REASONS = [
  'price',
  'competitor',
  'budget',
  'postponed',
  'silence',
  'stock',
  'terms',
  'duplicate',
] as const;

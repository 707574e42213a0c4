// SPDX-License-Identifier: MIT
// A margin is told in the currency and as a share.

import { expect, it } from 'vitest';
import { marginOf } from './margin';

it('the margin is a part of the price', () => {
  expect(marginOf(1000, 800)).toEqual({ sum: 200, share: 0.2 });
  expect(marginOf(0.3, 0.1)).toEqual({ sum: 0.2, share: 0.2 / 0.3 });
  expect(marginOf(0, 10)).toEqual({ sum: -10, share: undefined });
});

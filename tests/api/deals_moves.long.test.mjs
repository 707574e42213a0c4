// SPDX-License-Identifier: MIT
// As deals_moves.test.mjs, for longer.
import { test } from 'node:test';
import { checkDealMoves } from '../support/deal_moves.mjs';

test('100,000 moves', () => checkDealMoves(100_000));

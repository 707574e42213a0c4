// SPDX-License-Identifier: MIT
// 16 clients move 1,000 deals of 7 columns at once: no two share a place, none is lost, the sums are those of a recount, and
// every move is one event and one activity.
import { test } from 'node:test';
import { checkDealMoves } from '../support/deal_moves.mjs';

test('2,000 moves', () => checkDealMoves(2000));

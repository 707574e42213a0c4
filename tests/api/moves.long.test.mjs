// SPDX-License-Identifier: MIT
// As moves.test.mjs, for longer.
import { test } from 'node:test';
import { checkMoves } from '../support/moves.mjs';

test('20,000 moves', () => checkMoves(20000));

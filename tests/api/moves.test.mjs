// SPDX-License-Identifier: MIT
// 16 clients move 200 modules at once: no two share a place, none is lost, every move is one event, and a watcher that
// was cut off 50 times has seen each of them once, in the order of the changes.
import { test } from 'node:test';
import { checkMoves } from '../support/moves.mjs';

test('2,000 moves', () => checkMoves(2000));

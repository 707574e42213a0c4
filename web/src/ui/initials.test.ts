// SPDX-License-Identifier: MIT
import { describe, expect, it } from 'vitest';
import { initialsOf } from './initials';

describe('initialsOf', () => {
  it.each([
    ['Aigerim Nurlan', 'AN'],
    ['Anna Maria van der Berg', 'AB'],
    ['admin', 'A'],
    ['Jean-Luc', 'JL'],
    ['\u04d9lia (HR)', '\u04d8'],
    ['123', '1'],
    ['', '?'],
  ])('%s is %s', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });
});

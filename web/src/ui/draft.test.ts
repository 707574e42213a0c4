// SPDX-License-Identifier: MIT
// Two people at one form: what only one of them changed is joined, what both changed is put to the person.

import { describe, expect, it } from 'vitest';
import { changesOf, conflictsOf, rebase } from './draft';

const base = { name: 'Айгуль', role: 'manager', is_active: true };

describe('changesOf', () => {
  it('holds what differs, without the spaces around it', () => {
    expect(changesOf({ ...base, name: ' Айгуль ' }, base)).toEqual({});
    expect(changesOf({ ...base, name: ' Алия ', is_active: false }, base)).toEqual({
      name: 'Алия',
      is_active: false,
    });
  });
});

describe('conflictsOf', () => {
  it('finds fields that both changed to different values', () => {
    const mine = { ...base, name: 'Алия', role: 'office' };
    expect(conflictsOf(mine, base, { ...base, name: 'Дина', role: 'office' })).toEqual([
      { field: 'name', mine: 'Алия', theirs: 'Дина' },
    ]);
  });

  it('leaves out what only one of them changed', () => {
    const mine = { ...base, name: 'Алия' };
    expect(conflictsOf(mine, base, { ...base, is_active: false })).toEqual([]);
  });
});

describe('rebase', () => {
  it("lays one's own changes over the newer state, but for what was given up", () => {
    const mine = { ...base, name: 'Алия', role: 'office' };
    const theirs = { name: 'Дина', role: 'admin', is_active: false };
    expect(rebase(mine, base, theirs, new Set(['role']))).toEqual({
      name: 'Алия',
      role: 'admin',
      is_active: false,
    });
  });

  it('leaves what was typed as it is', () => {
    const mine = { ...base, name: ' Алия ' };
    expect(rebase(mine, base, base, new Set()).name).toBe(' Алия ');
  });
});

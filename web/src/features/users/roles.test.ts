// SPDX-License-Identifier: MIT
// Rights in words: everything, one's own, a part, reading alone.

import { describe, expect, it } from 'vitest';
import { cellOf, groupsOf, type Rights } from './roles';

const all = { create: 'all', read: 'all', update: 'all', delete: 'all' } as const;
const rights: Rights = {
  modules: all,
  deals: { create: 'own', read: 'own', update: 'own', delete: 'own', move: 'own' },
  products: { read: 'all', update: 'all' },
  stages: { read: 'all' },
  billing: {},
};

describe('cellOf', () => {
  it('says "all" for the four and names what goes beyond', () => {
    expect(cellOf(rights, 'modules')).toEqual({ isOwn: false, words: ['all'] });
    expect(cellOf(rights, 'deals')).toEqual({ isOwn: true, words: ['all', 'move'] });
  });

  it('names a part, action by action, and says nothing of nothing', () => {
    expect(cellOf(rights, 'products')).toEqual({ isOwn: false, words: ['read', 'update'] });
    expect(cellOf(rights, 'billing')).toBeUndefined();
    expect(cellOf(rights, 'users')).toBeUndefined();
  });
});

describe('groupsOf', () => {
  it('puts each resource into one group', () => {
    expect(groupsOf(rights)).toEqual({
      full: ['modules'],
      own: ['deals'],
      partial: ['products'],
      readOnly: ['stages'],
    });
  });
});

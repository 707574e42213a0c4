// SPDX-License-Identifier: MIT
// Which values remain of clients that become one.

import { describe, expect, it } from 'vitest';
import type { Client } from '../../api/types';
import { differing, mergeOf, usualChoices } from './merging';

const client = (fields: Partial<Client>): Client =>
  ({
    name: 'Береке',
    bin_iin: null,
    phone: null,
    email: null,
    address: null,
    source: null,
    owner_id: null,
    ...fields,
  }) as Client;

const all = [
  client({ id: 1, phone: '+77071234567' }),
  client({ id: 2, name: 'ТОО «Береке»', phone: '+77071234567', email: 'a@b.kz' }),
];

describe('the choice of values', () => {
  it('is about what differs', () => {
    expect(differing(all)).toEqual(['name', 'email']);
  });

  it('begins with those of the one that remains, and fills its gaps', () => {
    const choices = usualChoices(all, 1);
    expect([choices.name, choices.email]).toEqual([1, 2]);
    expect(mergeOf(all, 1, choices)).toEqual({
      target_id: 1,
      ids: [2],
      fields: { email: 'a@b.kz' },
    });
  });

  it('sends what was chosen, nothing included', () => {
    const choices = { ...usualChoices(all, 1), name: 2, email: 1 };
    expect(mergeOf(all, 1, choices).fields).toEqual({ name: 'ТОО «Береке»', email: null });
    expect(mergeOf(all, 2, usualChoices(all, 2))).toEqual({ target_id: 2, ids: [1] });
  });
});

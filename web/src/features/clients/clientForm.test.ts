// SPDX-License-Identifier: MIT
// What a form of a client sends, and what it looks for before it does.

import { describe, expect, it } from 'vitest';
import type { Client } from '../../api/types';
import { emptyClient, likenessQuestions, toCreate, toPatch, valuesFrom } from './clientForm';

const OWNER = '018f8e9e-0000-7000-8000-00000000dead';
const row = {
  name: 'ТОО «Береке»',
  bin_iin: '060140000172',
  phone: '+77071234567',
  email: null,
  address: null,
  source: 'сайт',
  tags: ['опт', 'Алматы, юг'],
  owner_id: OWNER,
} as Client;

describe('a client that is changed', () => {
  it('sends what is new, and nothing for another notation of the same', () => {
    const base = valuesFrom(row);
    const same = { ...base, phone: '8 (707) 123-45-67', bin_iin: '060 140 000 172' };
    expect(toPatch(same, base)).toEqual({});
    expect(toPatch({ ...base, source: ' ', tags: 'опт', owner_id: '' }, base)).toEqual({
      source: null,
      tags: ['опт'],
      owner_id: null,
    });
  });
});

describe('a new client', () => {
  it('sends what was filled in', () => {
    const values = {
      ...emptyClient(OWNER),
      name: ' Береке ',
      phone: '8 707 123 45 67',
      tags: 'опт',
    };
    expect(toCreate(values)).toEqual({
      name: 'Береке',
      phone: '+77071234567',
      tags: ['опт'],
      owner_id: OWNER,
    });
    expect(toCreate({ ...values, owner_id: '' }).owner_id).toBeNull();
  });

  it('is looked for by whatever another one may share', () => {
    const values = { ...emptyClient(OWNER), name: 'Бе', phone: '8 707', email: 'a@' };
    expect(likenessQuestions(values)).toEqual([]);
    expect(likenessQuestions(valuesFrom(row)).map(({ by }) => by)).toEqual([
      'bin_iin',
      'phone',
      'name',
    ]);
  });
});

// SPDX-License-Identifier: MIT
// A deal on its way into a form and out of it.

import type { TFunction } from 'i18next';
import { describe, expect, it } from 'vitest';
import type { Deal } from '../../api/types';
import { attributeField, REMOVED } from '../../ui/attributes';
import { emptyDeal, problemsOf, toCreate, toPatch, valuesFrom } from './dealForm';

const row = {
  title: 'Парта',
  amount: 1250000,
  currency: 'KZT',
  client_id: 7,
  contact_id: null,
  owner_id: null,
  expected_close_date: '2026-12-01',
  source: null,
  tags: ['школа', 'a,b'],
  lost_reason: null,
  custom: { floor: 3, note: 'x' },
} as unknown as Deal;

const t = ((key: string) => key) as TFunction;

describe('a deal in a form', () => {
  it('that nobody touched sends nothing', () => {
    const values = valuesFrom(row);
    expect(toPatch(values, values, row.custom)).toEqual({});
  });

  it('sends what was changed, and each value as what it is', () => {
    const base = valuesFrom(row);
    const now = {
      ...base,
      amount: '1 300 000,50',
      client_id: '',
      contact_id: '9',
      tags: 'школа',
      expected_close_date: '',
      [attributeField('floor')]: '4',
      [attributeField('note')]: REMOVED,
    };
    expect(toPatch(now, base, row.custom)).toEqual({
      amount: 1300000.5,
      client_id: null,
      contact_id: 9,
      tags: ['школа'],
      expected_close_date: null,
      custom: { floor: 4, note: null },
    });
  });

  it('says what is wrong', () => {
    const wrong = {
      ...valuesFrom(row),
      title: ' ',
      amount: 'много',
      expected_close_date: '2026-02-31',
    };
    expect(Object.keys(problemsOf(t, wrong, row.custom, true)).sort()).toEqual([
      'amount',
      'expected_close_date',
      'lost_reason',
      'title',
    ]);
    expect(problemsOf(t, valuesFrom(row), row.custom, false)).toEqual({});
  });

  it('of a new one leaves out what was not filled in', () => {
    const values = { ...emptyDeal('KZT', ''), title: 'Новая' };
    expect(toCreate(values, 5)).toEqual({
      title: 'Новая',
      amount: 0,
      currency: 'KZT',
      owner_id: null,
      tags: [],
      stage_id: 5,
    });
  });
});

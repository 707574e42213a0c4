// SPDX-License-Identifier: MIT
// Which days a period means, and that the question survives the way through the address.

import { describe, expect, it } from 'vitest';
import { paramsFrom, type Question, questionFrom, rangeOf } from './period';

describe('a period', () => {
  it.each([
    ['month', '2026-11-01', '2026-11-21'],
    ['lastMonth', '2026-10-01', '2026-10-31'],
    ['quarter', '2026-10-01', '2026-11-21'],
    ['year', '2026-01-01', '2026-11-21'],
  ] as const)('%s is from %s to %s', (preset, from, to) => {
    expect(rangeOf(preset, '2026-11-21')).toEqual({ from, to });
  });

  it('goes over the turn of the year, and begins today where it begins today', () => {
    expect(rangeOf('lastMonth', '2026-01-15')).toEqual({ from: '2025-12-01', to: '2025-12-31' });
    expect(rangeOf('quarter', '2026-03-31').from).toBe('2026-01-01');
    expect(rangeOf('quarter', '2026-04-01')).toEqual({ from: '2026-04-01', to: '2026-04-01' });
  });
});

describe('the question', () => {
  it.each<Question>([
    { pipelineId: null, period: 'quarter', ownerId: null, measure: 'count' },
    {
      pipelineId: 12,
      period: { from: '2026-01-01', to: '2026-02-01' },
      ownerId: '6a1f1c9e-0000-4000-8000-0123456789ab',
      measure: 'amount',
    },
    { pipelineId: null, period: 'lastMonth', ownerId: null, measure: 'count' },
  ])('comes back as it went: %j', (question) => {
    expect(questionFrom(paramsFrom(question))).toEqual(question);
  });

  it('takes no nonsense', () => {
    const params = new URLSearchParams(
      'pipeline=0&from=2026-02-30&to=2026-03-01&owner=me&period=day',
    );
    expect(paramsFrom(questionFrom(params)).toString()).toBe('');
    const backwards = new URLSearchParams('from=2026-03-01&to=2026-02-01');
    expect(questionFrom(backwards).period).toBe('quarter');
  });
});

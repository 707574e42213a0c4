// SPDX-License-Identifier: MIT

import type { TFunction } from 'i18next';
import { describe, expect, it } from 'vitest';
import type { Stage } from '../../api/types';
import { problemsOf, toPatch, valuesFrom } from './stageForm';

const stage = { name: 'Договор', color: '#112233', kind: 'open', probability: 60 } as Stage;
const t = ((key: string) => key) as TFunction;

describe('a stage in its row', () => {
  it('sends what was changed alone', () => {
    const base = valuesFrom(stage);
    expect(toPatch(base, base)).toEqual({});
    const now = { ...base, probability: '75', kind: 'won' };
    expect(toPatch(now, base)).toEqual({ probability: 75, kind: 'won' });
  });

  it('says what is wrong', () => {
    const wrong = { ...valuesFrom(stage), name: ' ', probability: '101' };
    expect(Object.keys(problemsOf(t, wrong)).sort()).toEqual(['name', 'probability']);
    expect(problemsOf(t, { ...valuesFrom(stage), probability: '' })).toHaveProperty('probability');
    expect(problemsOf(t, valuesFrom(stage))).toEqual({});
  });
});

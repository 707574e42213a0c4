// SPDX-License-Identifier: MIT
// A stage as its row holds it: texts alone.

import type { TFunction } from 'i18next';
import type { Stage, StageKind } from '../../api/types';
import { changesOf } from '../../ui/draft';
import { textProblem } from '../../ui/fieldProblems';
import { type Problems, problems } from '../../ui/useDraft';
import type { StageUpdate } from './queries';

export type StageValues = {
  name: string;
  color: string;
  kind: string;
  probability: string;
};

export const KINDS: StageKind[] = ['open', 'won', 'lost'];
const NAME_MAX = 120;

export const valuesFrom = ({ name, color, kind, probability }: Stage): StageValues => ({
  name,
  color,
  kind,
  probability: String(probability),
});

export function problemsOf(t: TFunction, values: StageValues): Problems<StageValues> {
  const { probability } = values;
  const isShare = /^\d{1,3}$/.test(probability) && Number(probability) <= 100;
  return problems<StageValues>({
    name: textProblem(t, values.name, NAME_MAX),
    probability: isShare ? undefined : t('problems.range', { min: 0, max: 100 }),
  });
}

/** What was changed, as a merge patch. */
export function toPatch(now: StageValues, base: StageValues): StageUpdate {
  const { probability, ...rest } = changesOf(now, base);
  return {
    ...rest,
    ...(probability === undefined ? {} : { probability: Number(probability) }),
  } as StageUpdate;
}

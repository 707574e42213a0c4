// SPDX-License-Identifier: MIT
// A deal as a form holds it: texts alone; ids and tags are texts too, each of the organisation's own fields is one of its
// own, so that two people who change different ones are never in each other's way.

import type { TFunction } from 'i18next';
import type { Deal, DealCreate, DealUpdate } from '../../api/types';
import { readList, writeList } from '../../api/words';
import {
  type AttributeField,
  type Attributes,
  attributePatch,
  attributesFrom,
  attributeValues,
  isAttribute,
  wrongAttributes,
} from '../../ui/attributes';
import { isDay } from '../../ui/calendar';
import { changesOf } from '../../ui/draft';
import { textProblem } from '../../ui/fieldProblems';
import { parseMoney } from '../../ui/money';
import { LONGEST_TAG } from '../../ui/TagsField';
import { type Problems, problems } from '../../ui/useDraft';
import { REASON_MAX, SOURCE_MAX, TITLE_MAX } from './limits';

export type DealValues = {
  title: string;
  amount: string;
  currency: string;
  client_id: string;
  contact_id: string;
  owner_id: string;
  expected_close_date: string;
  source: string;
  tags: string;
  lost_reason: string;
  [attribute: AttributeField]: string;
};

export type DealField = Exclude<keyof DealValues, AttributeField>;

export const emptyDeal = (currency: string, ownerId: string): DealValues => ({
  title: '',
  amount: '',
  currency,
  client_id: '',
  contact_id: '',
  owner_id: ownerId,
  expected_close_date: '',
  source: '',
  tags: '',
  lost_reason: '',
});

const idText = (id: number | null): string => (id === null ? '' : String(id));

/** `shown` is what stands in the form: own fields that the row has no more are gone, not unknown. */
export const valuesFrom = (row: Deal, shown?: DealValues): DealValues => ({
  title: row.title,
  amount: String(row.amount),
  currency: row.currency,
  client_id: idText(row.client_id),
  contact_id: idText(row.contact_id),
  owner_id: row.owner_id ?? '',
  expected_close_date: row.expected_close_date ?? '',
  source: row.source ?? '',
  tags: writeList(row.tags),
  lost_reason: row.lost_reason ?? '',
  ...attributeValues(row.custom, shown),
});

export function problemsOf(
  t: TFunction,
  values: DealValues,
  known: Attributes,
  isLost: boolean,
): Problems<DealValues> {
  const isLong = readList(values.tags).some((tag) => [...tag].length > LONGEST_TAG);
  const { amount, expected_close_date: day } = values;
  const isWrongSum = amount.trim() !== '' && parseMoney(amount) === undefined;
  const found: Partial<Record<keyof DealValues & string, string | undefined>> = {
    title: textProblem(t, values.title, TITLE_MAX),
    amount: isWrongSum ? t('deals.wrongAmount') : undefined,
    expected_close_date: day === '' || isDay(day) ? undefined : t('dealPage.wrongDay'),
    source: textProblem(t, values.source, SOURCE_MAX, false),
    tags: isLong ? t('problems.tooLong', { max: LONGEST_TAG }) : undefined,
    lost_reason: isLost ? textProblem(t, values.lost_reason, REASON_MAX) : undefined,
  };
  for (const field of wrongAttributes(values, known)) found[field] = t('dealPage.wrongJson');
  return problems(found);
}

function sent(field: string, value: string): unknown {
  if (field === 'amount') return parseMoney(value) ?? 0;
  if (field === 'tags') return readList(value);
  if (field === 'client_id' || field === 'contact_id') return value === '' ? null : Number(value);
  return value === '' ? null : value;
}

/** What was changed, as a merge patch; `known` are the own fields that it was changed from. */
export function toPatch(now: DealValues, base: DealValues, known: Attributes): DealUpdate {
  const changes = Object.entries(changesOf(now, base)).filter(([field]) => !isAttribute(field));
  const patch = Object.fromEntries(
    changes.map(([field, value]) => [field, sent(field, String(value))]),
  ) as DealUpdate;
  const custom = attributePatch(now, base, known);
  return custom === undefined ? patch : { ...patch, custom };
}

export function toCreate(values: DealValues, stageId: number): DealCreate {
  const own = Object.entries(values).filter(([field]) => !isAttribute(field));
  const fields = own
    .map(([field, value]) => [field, sent(field, value.trim())] as const)
    .filter(([field, value]) => value !== null || field === 'owner_id');
  const custom = attributesFrom(values, {});
  return {
    ...Object.fromEntries(fields),
    stage_id: stageId,
    ...(Object.keys(custom).length === 0 ? {} : { custom }),
  } as DealCreate;
}

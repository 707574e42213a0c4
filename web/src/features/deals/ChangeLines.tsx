// SPDX-License-Identifier: MIT
// What was and what is, field by field, with names in the place of ids.

import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client';
import type { Deal } from '../../api/types';
import { asWords } from '../../api/words';
import { isDay } from '../../ui/calendar';
import { useFormat } from '../../ui/format';
import { useMoney } from '../../ui/money';
import { useNames } from '../people/queries';
import classes from './ChangeLines.module.css';
import type { ChangeLine } from './timeline';

interface ChangeLinesProps {
  lines: ChangeLine[];
  deal: Deal;
}

const FIELDS = [
  'title',
  'amount',
  'currency',
  'client_id',
  'contact_id',
  'owner_id',
  'expected_close_date',
  'source',
  'tags',
  'lost_reason',
  'custom',
] as const;

export function ChangeLines({ lines, deal }: ChangeLinesProps) {
  const { t } = useTranslation();
  const wordsOf = useValueWords(lines, deal);
  const labelOf = (field: string) => {
    const known = FIELDS.find((each) => each === field);
    return known === undefined ? field : t(`dealPage.fields.${known}`);
  };
  return (
    <dl className={classes.lines}>
      {lines.map(({ field, before, after }) => (
        <div key={field} className={classes.line}>
          <dt>{labelOf(field)}</dt>
          <dd>
            <del>
              <span className={classes.spoken}>{t('timeline.was')} </span>
              {wordsOf(field, before)}
            </del>
            <span aria-hidden="true"> → </span>
            <ins>
              <span className={classes.spoken}>{t('timeline.became')} </span>
              {wordsOf(field, after)}
            </ins>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function useValueWords(lines: ChangeLine[], deal: Deal) {
  const { t } = useTranslation();
  const format = useFormat();
  const money = useMoney();
  const people = useNames().data;
  const clients = useRowNames('clients', idsIn(lines, 'client_id'));
  const contacts = useRowNames('contacts', idsIn(lines, 'contact_id'));
  return (field: string, value: unknown): string => {
    if (value === null || value === undefined || value === '') return t('timeline.nothing');
    if (Array.isArray(value)) return value.length === 0 ? t('timeline.nothing') : value.join(', ');
    if (typeof value === 'object') return JSON.stringify(value);
    const text = String(value);
    switch (field) {
      case 'amount':
        return money(Number(value), deal.currency);
      case 'owner_id':
        return people?.find(({ id }) => id === text)?.full_name ?? t('timeline.somebody');
      case 'client_id':
        return clients.get(text) ?? t('timeline.numbered', { id: text });
      case 'contact_id':
        return contacts.get(text) ?? t('timeline.numbered', { id: text });
      default:
        return isDay(text) ? format.fullDay(text) : text;
    }
  };
}

const idsIn = (lines: ChangeLine[], field: string): string[] =>
  lines
    .filter((line) => line.field === field)
    .flatMap(({ before, after }) => [before, after])
    .filter((id) => typeof id === 'number')
    .map(String);

const NO_NAMES: ReadonlyMap<string, string> = new Map();
const STALE_MS = 60_000;

/** The names of these clients or contacts, of those that are still there. */
function useRowNames(of: 'clients' | 'contacts', ids: string[]): ReadonlyMap<string, string> {
  const query = useQuery({
    queryKey: [of, 'names', ids],
    enabled: ids.length > 0,
    staleTime: STALE_MS,
    queryFn: async ({ signal }) => {
      const words = { id__in: ids.join(','), count: 'none' };
      if (of === 'clients') {
        const options = { ...asWords({ ...words, fields: 'id,name' }), signal };
        const { data } = await answerOf(api.GET('/clients', options));
        return new Map(data.items.map(({ id, name }) => [String(id), name ?? '']));
      }
      const options = { ...asWords({ ...words, fields: 'id,full_name' }), signal };
      const { data } = await answerOf(api.GET('/contacts', options));
      return new Map(data.items.map(({ id, full_name: name }) => [String(id), name ?? '']));
    },
  });
  return query.data ?? NO_NAMES;
}

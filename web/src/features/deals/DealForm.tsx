// SPDX-License-Identifier: MIT
// A deal to be changed where it stands: each field is saved as it is left. What others save meanwhile is taken in around
// what was typed; of a field that both changed nothing is lost, the person chooses.

import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Deal } from '../../api/types';
import { type Attributes, attributeName, isAttribute, REMOVED } from '../../ui/attributes';
import { ConflictChoice } from '../../ui/ConflictChoice';
import { changesOf, type DraftValue } from '../../ui/draft';
import { FormAlert } from '../../ui/FormAlert';
import { useFormat } from '../../ui/format';
import { typedMoney } from '../../ui/money';
import { RivalsNote } from '../../ui/RivalsNote';
import { useDraft } from '../../ui/useDraft';
import { useFreshRow } from '../../ui/useFreshRow';
import { useInlineSave } from '../../ui/useInlineSave';
import { useNames } from '../people/queries';
import { DealFields } from './DealFields';
import classes from './DealForm.module.css';
import { type DealField, type DealValues, problemsOf, toPatch, valuesFrom } from './dealForm';
import { updateDeal } from './dealQueries';

interface DealFormProps {
  deal: Deal;
  /** Something typed is not saved. */
  onDirty: (isDirty: boolean) => void;
}

export function DealForm({ deal, onDirty }: DealFormProps) {
  const { t } = useTranslation();
  const known = useRef(new Map<number, Attributes>());
  const named = useNamed();
  const baseOf = (row: Deal, shown?: DealValues) => {
    known.current.set(row.revision, row.custom);
    named.take(row);
    return { values: valuesFrom(row, shown), revision: row.revision };
  };
  const isLost = deal.stage_kind === 'lost';
  const draft = useDraft<DealValues, Deal>({
    first: baseOf(deal),
    problems: (values) => problemsOf(t, values, deal.custom, isLost),
    save: (values, base) =>
      updateDeal(
        deal.id,
        toPatch(values, base.values, known.current.get(base.revision) ?? {}),
        base.revision,
      ),
    valuesOf: (row): DealValues => baseOf(row as unknown as Deal, draft.values).values,
    onSaved: (saved, sent) => {
      const typed = changesOf(latest.current, sent);
      draft.reset(baseOf(saved));
      for (const [field, value] of Object.entries(typed)) {
        draft.set(field as DealField, String(value));
      }
    },
  });
  const latest = useRef(draft.values);
  latest.current = draft.values;
  useFreshRow(draft, deal, baseOf);
  const save = useInlineSave(draft);
  const { isDirty, isSending } = draft;
  useEffect(() => onDirty(isDirty && !isSending), [isDirty, isSending, onDirty]);
  const { labelOf, wordsOf } = useFieldWords(named.nameOf);

  if (draft.quarrel) {
    return (
      <ConflictChoice
        choices={draft.quarrel.conflicts.map(({ field, mine, theirs }) => ({
          field,
          label: labelOf(field),
          mine: wordsOf(field, mine),
          theirs: wordsOf(field, theirs),
        }))}
        layout="page"
        isSending={isSending}
        onBack={draft.postpone}
        onSettle={draft.settle}
      />
    );
  }
  return (
    <form
      className={classes.root}
      aria-label={t('dealPage.form')}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
      onBlur={save}
    >
      {draft.failure !== undefined && (
        <FormAlert>
          <span className={classes.failure}>
            {draft.failure}
            <Button variant="default" size="compact-sm" loading={isSending} onClick={save}>
              {t('common.retry')}
            </Button>
          </span>
        </FormAlert>
      )}
      <RivalsNote draft={draft} labelOf={labelOf} wordsOf={wordsOf} />
      <DealFields
        draft={draft}
        known={deal.custom}
        nameOf={named.nameOf}
        onName={named.name}
        isLost={isLost}
        onChosen={save}
      />
      <button type="submit" hidden tabIndex={-1} aria-hidden="true" />
    </form>
  );
}

export type NameOf = (kind: 'client' | 'contact', id: string) => string | undefined;

/** The names of the clients and contacts that the form has come across: it holds their ids. */
export function useNamed() {
  const names = useRef(new Map<string, string>());
  const name = (kind: 'client' | 'contact', id: string, words: string) =>
    void names.current.set(`${kind} ${id}`, words);
  return {
    name,
    nameOf: ((kind, id) => names.current.get(`${kind} ${id}`)) satisfies NameOf as NameOf,
    take: (row: Deal) => {
      if (row.client_id !== null) name('client', String(row.client_id), row.client_name ?? '');
      if (row.contact_id !== null) name('contact', String(row.contact_id), row.contact_name ?? '');
    },
  };
}

/** A field and its value as the choice between two people's shows them. */
function useFieldWords(nameOf: NameOf) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const people = useNames().data;
  return {
    labelOf: (field: string): string =>
      isAttribute(field) ? attributeName(field) : t(`dealPage.fields.${field as DealField}`),
    wordsOf: (field: string, value: DraftValue): string => {
      const text = String(value);
      if (text === REMOVED) return t('dealPage.removed');
      if (text === '') return '';
      if (field === 'amount') return typedMoney(text, i18n.resolvedLanguage ?? 'ru');
      if (field === 'client_id') return nameOf('client', text) ?? text;
      if (field === 'contact_id') return nameOf('contact', text) ?? text;
      if (field === 'owner_id') return people?.find(({ id }) => id === text)?.full_name ?? text;
      return field === 'expected_close_date' ? format.fullDay(text) : text;
    },
  };
}

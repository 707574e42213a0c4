// SPDX-License-Identifier: MIT
// Clients side by side: which of them are one, which one remains, and whose value each field keeps.

import { Button, Checkbox, Radio } from '@mantine/core';
import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Radio.layer.css';
import { useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Client, ClientMerged } from '../../api/types';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { errorText } from '../../ui/errorText';
import { FormAlert } from '../../ui/FormAlert';
import { clientPath } from '../../ui/paths';
import { showPhone } from '../../ui/phone';
import { RelativeTime } from '../../ui/RelativeTime';
import { useRequestKey } from '../../ui/useRequestKey';
import { mergeClients } from './duplicates';
import classes from './MergeForm.module.css';
import {
  type Choices,
  COMPARED,
  differing,
  type MergedField,
  mergeOf,
  usualChoices,
  valueIn,
} from './merging';

export interface Merged {
  client: Client;
  operationId: string;
  /** How many became it, itself included. */
  count: number;
  moved: ClientMerged['moved'];
}

interface MergeFormProps {
  clients: Client[];
  onMerged: (merged: Merged) => void;
}

export function MergeForm({ clients: all, onMerged }: MergeFormProps) {
  const { t } = useTranslation();
  const keyFor = useRequestKey();
  const [left, setLeft] = useState<ReadonlySet<number>>(new Set());
  const [wishedTarget, setTarget] = useState<number>();
  const [own, setOwn] = useState<Partial<Choices>>({});
  const [isAsking, setAsking] = useState(false);
  const [isSending, setSending] = useState(false);
  const [failure, setFailure] = useState<string>();

  const clients = useMemo(() => all.filter(({ id }) => !left.has(id)), [all, left]);
  const target = clients.find(({ id }) => id === wishedTarget) ?? oldest(clients);
  if (!target) return null;
  const choices = chosen(clients, target.id, own);

  const leave = (id: number, isIn: boolean) => {
    const next = new Set(left);
    if (isIn) next.delete(id);
    else next.add(id);
    setLeft(next);
  };
  const merge = async () => {
    const body = mergeOf(clients, target.id, choices);
    setSending(true);
    setFailure(undefined);
    try {
      const { client, operation_id: operationId, moved } = await mergeClients(body, keyFor(body));
      onMerged({ client, operationId, count: clients.length, moved });
    } catch (error) {
      setFailure(errorText(t, error));
      setAsking(false);
    } finally {
      setSending(false);
    }
  };
  const others = clients.filter(({ id }) => id !== target.id).map(({ name }) => name);
  return (
    <div className={classes.root}>
      {failure !== undefined && <FormAlert>{failure}</FormAlert>}
      <Comparison
        all={all}
        left={left}
        targetId={target.id}
        choices={choices}
        onTarget={setTarget}
        onLeave={leave}
        onChoose={(field, id) => setOwn((now) => ({ ...now, [field]: id }))}
      />
      <Button
        className={classes.merge ?? ''}
        disabled={clients.length < 2}
        onClick={() => setAsking(true)}
      >
        {t('duplicates.merge', { count: clients.length })}
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        title={t('duplicates.mergeTitle', { name: target.name })}
        confirm={t('duplicates.mergeNow')}
        isBusy={isSending}
        onClose={() => setAsking(false)}
        onConfirm={() => void merge()}
      >
        {t('duplicates.mergeText', { name: target.name, others: others.join(', ') })}
      </ConfirmDialog>
    </div>
  );
}

/** Who was there first is known best elsewhere. */
const oldest = (clients: readonly Client[]): Client | undefined =>
  clients.reduce<Client | undefined>(
    (first, each) => (first && first.id < each.id ? first : each),
    undefined,
  );

/** What was chosen by hand of those who are still in it, else the usual. */
function chosen(clients: readonly Client[], targetId: number, own: Partial<Choices>): Choices {
  const isIn = (id: number | undefined) => clients.some((each) => each.id === id);
  const kept = Object.entries(own).filter(([, id]) => isIn(id));
  return { ...usualChoices(clients, targetId), ...Object.fromEntries(kept) };
}

interface ComparisonProps {
  all: Client[];
  left: ReadonlySet<number>;
  targetId: number;
  choices: Choices;
  onTarget: (id: number) => void;
  onLeave: (id: number, isIn: boolean) => void;
  onChoose: (field: MergedField, id: number) => void;
}

function Comparison(props: ComparisonProps) {
  const { all, left, targetId, choices, onTarget, onLeave, onChoose } = props;
  const { t } = useTranslation();
  const group = useId();
  const clients = all.filter(({ id }) => !left.has(id));
  const different = differing(clients);
  const shown = COMPARED.filter((field) => clients.some((each) => valueIn(each, field) !== ''));
  return (
    <div className={classes.scroll}>
      <table className={classes.table} aria-label={t('duplicates.comparison')}>
        <thead>
          <tr>
            <td className={classes.corner} />
            {all.map((client) => (
              <th key={client.id} scope="col" className={classes.client}>
                <Link className={classes.name} to={clientPath(client.id)} target="_blank">
                  {client.name}
                </Link>
                <span className={classes.facts}>
                  {t('duplicates.number', { id: client.id })} ·{' '}
                  <RelativeTime at={client.created_at} />
                </span>
                {all.length > 2 && (
                  <Checkbox
                    size="xs"
                    label={t('duplicates.isIn')}
                    aria-label={t('duplicates.isInOf', { name: client.name, id: client.id })}
                    checked={!left.has(client.id)}
                    onChange={(event) => onLeave(client.id, event.currentTarget.checked)}
                  />
                )}
                <Radio
                  size="xs"
                  name={`${group} target`}
                  label={t('duplicates.remains')}
                  aria-label={t('duplicates.remainsOf', { name: client.name, id: client.id })}
                  disabled={left.has(client.id)}
                  checked={client.id === targetId}
                  onChange={() => onTarget(client.id)}
                />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((field) => (
            <tr key={field} data-same={!different.includes(field) || undefined}>
              <th scope="row" className={classes.field}>
                {t(`duplicates.fields.${field}`)}
              </th>
              {all.map((client) => {
                const words = wordsOf(client, field);
                const isOut = left.has(client.id);
                return (
                  <td key={client.id} className={classes.value} data-out={isOut || undefined}>
                    {different.includes(field) && !isOut ? (
                      <Radio
                        size="xs"
                        name={`${group} ${field}`}
                        label={words || t('duplicates.nothing')}
                        aria-label={`${t(`duplicates.fields.${field}`)}: ${words || t('duplicates.nothing')}`}
                        checked={choices[field] === client.id}
                        onChange={() => onChoose(field, client.id)}
                      />
                    ) : (
                      words || '–'
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
          <tr data-same>
            <th scope="row" className={classes.field}>
              {t('duplicates.fields.tags')}
            </th>
            {all.map(({ id, tags }) => (
              <td key={id} className={classes.value} data-out={left.has(id) || undefined}>
                {tags.join(', ') || '–'}
              </td>
            ))}
          </tr>
        </tbody>
      </table>
      <p className={classes.note}>{t('duplicates.tagsNote')}</p>
    </div>
  );
}

function wordsOf(client: Client, field: MergedField): string {
  if (field === 'owner_id') return client.owner_name ?? '';
  const value = valueIn(client, field);
  return field === 'phone' ? showPhone(value) : value;
}

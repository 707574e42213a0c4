// SPDX-License-Identifier: MIT
// A new deal in a few keys: what, for how much, Enter; then the next one. All else is told in the deal itself.

import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BoardColumn, DealCreate } from '../../api/types';
import { errorText } from '../../ui/errorText';
import { textProblem } from '../../ui/fieldProblems';
import { MoneyInput } from '../../ui/MoneyInput';
import { parseMoney } from '../../ui/money';
import { useRequestKey } from '../../ui/useRequestKey';
import { REASON_MAX, TITLE_MAX } from './limits';
import classes from './QuickAdd.module.css';
import { createDeal } from './queries';
import { ReasonInput } from './ReasonInput';

interface QuickAddProps {
  column: BoardColumn;
  pipelineId: number;
  onClose: () => void;
}

export function QuickAdd({ column, pipelineId, onClose }: QuickAddProps) {
  const { t } = useTranslation();
  const keyFor = useRequestKey();
  const [title, setTitle] = useState('');
  const [amount, setAmount] = useState('');
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<{ field: 'title' | 'amount' | 'reason'; words: string }>();
  const [isSending, setSending] = useState(false);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const isLost = column.kind === 'lost';
  const problemOf = (field: string) => (problem?.field === field ? problem.words : undefined);

  const check = (): typeof problem => {
    const words = textProblem(t, title, TITLE_MAX);
    if (words !== undefined) return { field: 'title', words };
    if (amount.trim() !== '' && parseMoney(amount) === undefined) {
      return { field: 'amount', words: t('deals.wrongAmount') };
    }
    const ofReason = isLost ? textProblem(t, reason, REASON_MAX) : undefined;
    return ofReason === undefined ? undefined : { field: 'reason', words: ofReason };
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (isSending) return;
    const wrong = check();
    setProblem(wrong);
    if (wrong) return;
    const body: DealCreate = {
      title: title.trim(),
      pipeline_id: pipelineId,
      stage_id: column.stage_id,
      ...(amount.trim() === '' ? {} : { amount: parseMoney(amount) ?? 0 }),
      ...(isLost ? { lost_reason: reason.trim() } : {}),
    };
    setSending(true);
    try {
      await createDeal(body, keyFor(body));
      setTitle('');
      setAmount('');
      first.current?.focus();
    } catch (error) {
      setProblem({ field: 'title', words: errorText(t, error) });
    } finally {
      setSending(false);
    }
  };

  return (
    <form
      className={classes.root}
      aria-label={t('deals.addTo', { column: column.stage_name })}
      noValidate
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <TextInput
        ref={first}
        aria-label={t('deals.newTitle')}
        placeholder={t('deals.newTitle')}
        value={title}
        error={problemOf('title')}
        autoComplete="off"
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      {isLost && (
        <ReasonInput value={reason} error={problemOf('reason')} isShort onChange={setReason} />
      )}
      <div className={classes.row}>
        <MoneyInput
          aria-label={t('deals.newAmount')}
          placeholder={t('deals.newAmount')}
          value={amount}
          error={problemOf('amount')}
          onChange={setAmount}
        />
        <Button type="submit" loading={isSending}>
          {t('deals.create')}
        </Button>
      </div>
    </form>
  );
}

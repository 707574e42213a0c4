// SPDX-License-Identifier: MIT
// The state of the create and edit form. A problem shows once its field was left or saving was tried. When
// somebody else was quicker (412), changes to other fields are joined silently, and only fields that both
// changed are put to the person. Saving again after a failure cannot create twice: same body, same key.

import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newIdempotencyKey } from '../../api/client';
import { ApiError, isRecord } from '../../api/errors';
import type { Module } from '../../api/types';
import { errorText } from '../../ui/errorText';
import { type Evidence, evidenceOf } from './evidence';
import {
  type Conflict,
  conflictsOf,
  emptyValues,
  type FormField,
  type FormSubject,
  type FormValues,
  fieldOf,
  isSame,
  problemOf,
  rebase,
  toCreate,
  toPatch,
  valuesFrom,
} from './form';
import { createModule, updateModule } from './queries';

interface Base {
  values: FormValues;
  revision: number;
}

interface Quarrel {
  conflicts: Conflict[];
  theirs: Base;
}

const JOIN_TRIES = 3;

export function useModuleForm(subject: FormSubject, onSaved: (module: Module) => void) {
  const { t } = useTranslation();
  const edited = 'module' in subject ? subject.module : undefined;
  const first = useMemo<Base>(
    () =>
      'module' in subject
        ? { values: valuesFrom(subject.module), revision: subject.module.revision }
        : { values: emptyValues(subject.status), revision: 0 },
    [subject],
  );
  const [base, setBase] = useState(first);
  const [values, setValues] = useState(first.values);
  const [left, setLeft] = useState<ReadonlySet<FormField>>(new Set());
  const [refused, setRefused] = useState<Partial<Record<FormField, string>>>({});
  const [isSending, setSending] = useState(false);
  const [failure, setFailure] = useState<string>();
  const [quarrel, setQuarrel] = useState<Quarrel>();
  const [evidence, setEvidence] = useState<Evidence | 'unknown'>();
  const sent = useRef({ body: '', key: '' });

  const fields = Object.keys(values) as FormField[];
  const problemText = (field: FormField): string | undefined => {
    const problem = problemOf(field, values, base.values);
    return problem && t(`problems.${problem.key}`, { min: problem.min, max: problem.max });
  };

  const keyFor = (body: object): string => {
    const text = JSON.stringify(body);
    if (sent.current.body !== text) sent.current = { body: text, key: newIdempotencyKey() };
    return sent.current.key;
  };

  const send = async (now: FormValues, from: Base, isForced: boolean, tries: number) => {
    const force = isForced ? { force: true } : {};
    try {
      if (!edited) {
        const body = { ...toCreate(now), ...force };
        onSaved(await createModule(body, keyFor(body)));
        return;
      }
      const patch = toPatch(now, from.values);
      if (Object.keys(patch).length === 0) onSaved(edited);
      else onSaved(await updateModule(edited.id, { ...patch, ...force }, from.revision));
    } catch (error) {
      const theirs = error instanceof ApiError ? currentOf(error) : undefined;
      if (!theirs) {
        explain(error);
        return;
      }
      const conflicts = conflictsOf(now, from.values, theirs.values);
      if (conflicts.length > 0 || tries <= 1) {
        setQuarrel({ conflicts, theirs });
        return;
      }
      const joined = rebase(now, from.values, theirs.values, new Set());
      setBase(theirs);
      setValues(joined);
      await send(joined, theirs, isForced, tries - 1);
    }
  };

  const explain = (error: unknown) => {
    if (!(error instanceof ApiError)) {
      setFailure(errorText(t, error));
      return;
    }
    if (error.code === 'module_unhealthy') {
      setEvidence(evidenceOf(error) ?? 'unknown');
      return;
    }
    const found: Partial<Record<FormField, string>> = {};
    const homeless: string[] = [];
    for (const { field, message } of error.fields) {
      const own = fieldOf(field);
      if (own) found[own] ??= message;
      else homeless.push(`${field}: ${message}`);
    }
    setRefused(found);
    setFailure([errorText(t, error), ...homeless].join(' '));
  };

  const start = async (now: FormValues, from: Base, isForced: boolean) => {
    setFailure(undefined);
    setRefused({});
    setEvidence(undefined);
    setQuarrel(undefined);
    setSending(true);
    try {
      await send(now, from, isForced, JOIN_TRIES);
    } finally {
      setSending(false);
    }
  };

  return {
    values,
    isEdit: edited !== undefined,
    isDirty: !isSame(toCreate(values), toCreate(base.values)),
    isSending,
    failure,
    quarrel,
    evidence,
    dropEvidence: () => setEvidence(undefined),
    errorOf: (field: FormField) =>
      refused[field] ?? (left.has(field) ? problemText(field) : undefined),
    set: <F extends FormField>(field: F, value: FormValues[F]) => {
      setValues((now) => ({ ...now, [field]: value }));
      setRefused((now) => ({ ...now, [field]: undefined }));
    },
    leave: (field: FormField) => setLeft((now) => new Set(now).add(field)),
    /** Saves, or answers with the first field that is not right. */
    submit: (isForced = false): FormField | undefined => {
      setLeft(new Set(fields));
      const wrong = fields.find((field) => problemOf(field, values, base.values));
      if (!wrong && !isSending) void start(values, base, isForced);
      return wrong;
    },
    /** Ends a quarrel: in the given fields the other one's value stays. */
    settle: (givenUp: ReadonlySet<FormField>) => {
      if (!quarrel) return;
      const joined = rebase(values, base.values, quarrel.theirs.values, givenUp);
      setBase(quarrel.theirs);
      setValues(joined);
      void start(joined, quarrel.theirs, false);
    },
    postpone: () => setQuarrel(undefined),
  };
}

export type ModuleFormState = ReturnType<typeof useModuleForm>;

/** The module as it is now, from a 412. */
function currentOf(error: ApiError): Base | undefined {
  const current = error.details.current;
  if (error.code !== 'revision_mismatch' || !isRecord(current)) return undefined;
  if (typeof current.revision !== 'number' || !isRecord(current.config)) return undefined;
  const module = current as unknown as Module;
  return { values: valuesFrom(module), revision: module.revision };
}

// SPDX-License-Identifier: MIT
// The state of a form. A problem shows once its field was left or saving was tried. When somebody else was
// quicker (412), changes of other fields are joined silently; only fields that both changed are put to the
// person. What comes while somebody types is taken in around what was typed. What the server says of a field stands at that field until it is typed into again.

import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, isRecord } from '../api/errors';
import {
  type Base,
  type Conflict,
  changesOf,
  conflictsOf,
  type DraftValues,
  fieldsOf,
  rebase,
} from './draft';
import { errorText } from './errorText';

export type Problems<V extends DraftValues> = Partial<Record<keyof V & string, string>>;

/** Leaves out what is not wrong. */
export function problems<V extends DraftValues>(
  found: Partial<Record<keyof V & string, string | undefined>>,
): Problems<V> {
  return Object.fromEntries(
    Object.entries(found).filter(([, words]) => words !== undefined),
  ) as Problems<V>;
}

interface DraftOptions<V extends DraftValues, R> {
  first: Base<V>;
  /** What is not right, in words. */
  problems: (values: V) => Problems<V>;
  /** Sends it; `base` is what it was changed from. */
  save: (values: V, base: Base<V>) => Promise<R>;
  /** The form's values of a row as the server has it now, from a 412. */
  valuesOf?: (row: Record<string, unknown>) => V;
  /** Words at a field for a failure that is about it, in place of the words above the form. */
  explain?: (error: ApiError) => Problems<V>;
  onSaved: (result: R, values: V) => void;
}

interface Quarrel<V extends DraftValues> {
  conflicts: Conflict<V>[];
  theirs: Base<V>;
}

const JOIN_TRIES = 3;

export function useDraft<V extends DraftValues, R>(options: DraftOptions<V, R>) {
  const { problems, save, valuesOf, explain, onSaved } = options;
  const { t } = useTranslation();
  const [base, setBase] = useState(options.first);
  const [values, setValues] = useState(options.first.values);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [refused, setRefused] = useState<Problems<V>>({});
  const [isSending, setSending] = useState(false);
  const [failure, setFailure] = useState<string>();
  const [quarrel, setQuarrel] = useState<Quarrel<V>>();
  const [rival, setRival] = useState<Quarrel<V>>();
  const sending = useRef(false);

  const wrong = problems(values);
  const isDirty = useMemo(
    () => Object.keys(changesOf(values, base.values)).length > 0,
    [values, base],
  );

  const theirsOf = (error: unknown): Base<V> | undefined => {
    if (!(error instanceof ApiError) || error.code !== 'revision_mismatch') return undefined;
    const { current } = error.details;
    if (!valuesOf || !isRecord(current) || typeof current.revision !== 'number') return undefined;
    return { values: valuesOf(current), revision: current.revision };
  };

  const send = async (now: V, from: Base<V>, tries: number): Promise<void> => {
    try {
      onSaved(await save(now, from), now);
    } catch (error) {
      const theirs = theirsOf(error);
      if (!theirs) {
        tell(error);
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
      await send(joined, theirs, tries - 1);
    }
  };

  const tell = (error: unknown) => {
    const found: DraftValues = {};
    const homeless: string[] = [];
    if (error instanceof ApiError) {
      Object.assign(found, explain?.(error));
      for (const { field, message } of error.fields) {
        if (!(field in values)) homeless.push(`${field}: ${message}`);
        else found[field] ??= message;
      }
    }
    setRefused(found as Problems<V>);
    const isAtField = Object.keys(found).length > 0 && homeless.length === 0;
    if (!isAtField) setFailure([errorText(t, error), ...homeless].join(' '));
  };

  const start = async (now: V, from: Base<V>) => {
    if (sending.current) return;
    sending.current = true;
    setSending(true);
    setFailure(undefined);
    setRefused({});
    setQuarrel(undefined);
    setRival(undefined);
    try {
      await send(now, from, JOIN_TRIES);
    } finally {
      sending.current = false;
      setSending(false);
    }
  };

  return {
    values,
    base,
    isDirty,
    isSending,
    failure,
    quarrel,
    errorOf: (field: keyof V & string): string | undefined =>
      refused[field] ?? (left.has(field) ? wrong[field] : undefined),
    set: <F extends keyof V & string>(field: F, value: V[F]) => {
      setValues((now) => ({ ...now, [field]: value }));
      setRefused((now) => ({ ...now, [field]: undefined }));
    },
    leave: (field: keyof V & string) => setLeft((now) => new Set(now).add(field)),
    /** Saves, or answers with the first field that is not right. */
    submit: (): (keyof V & string) | undefined => {
      setLeft(new Set(fieldsOf(values)));
      const first = fieldsOf(values).find((field) => wrong[field] !== undefined);
      if (first === undefined) void start(values, base);
      return first;
    },
    /** Begins anew from another state; what was typed is dropped. */
    reset: (next: Base<V>) => {
      setBase(next);
      setValues(next.values);
      setLeft(new Set());
      setRefused({});
      setFailure(undefined);
      setQuarrel(undefined);
      setRival(undefined);
    },
    /** Fields that were typed into here and changed by somebody else, as join() found them. */
    rivals: rival?.conflicts ?? [],
    /** Takes in what somebody else saved meanwhile. What was typed stays; saving asks where both changed a field. */
    join: (theirs: Base<V>) => {
      const conflicts = conflictsOf(values, base.values, theirs.values);
      const isClear = conflicts.length === 0;
      const open = Object.fromEntries(conflicts.map(({ field }) => [field, base.values[field]]));
      setBase({
        values: { ...theirs.values, ...open },
        revision: isClear ? theirs.revision : base.revision,
      });
      setValues(rebase(values, base.values, theirs.values, new Set()));
      setRival(isClear ? undefined : { conflicts, theirs });
    },
    /** Puts the fields of `rivals` to the person. */
    ask: () => setQuarrel(rival),
    /** Ends a quarrel: in the given fields the other one's value stays. */
    settle: (givenUp: ReadonlySet<string>) => {
      if (!quarrel) return;
      const joined = rebase(values, base.values, quarrel.theirs.values, givenUp);
      setBase(quarrel.theirs);
      setValues(joined);
      void start(joined, quarrel.theirs);
    },
    postpone: () => setQuarrel(undefined),
  };
}

export type Draft<V extends DraftValues> = Omit<
  ReturnType<typeof useDraft<V, unknown>>,
  'reset' | 'base'
>;

/** What a text input needs of its draft. */
export function textField<V extends DraftValues>(draft: Draft<V>, field: keyof V & string) {
  return {
    name: field,
    value: String(draft.values[field]),
    error: draft.errorOf(field),
    onBlur: () => draft.leave(field),
    onChange: (event: { currentTarget: { value: string } }) =>
      draft.set(field, event.currentTarget.value as V[typeof field]),
  };
}

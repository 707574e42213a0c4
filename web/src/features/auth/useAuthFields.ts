// SPDX-License-Identifier: MIT
// The fields of a form before sign-in: what was typed, and what to say at each once sending was tried.

import { type ChangeEvent, useState } from 'react';
import type { Attempt } from './useAttempt';

export interface AuthFields<F extends string = string> {
  values: Record<F, string>;
  /** Fields that are not filled in rightly, in their order; sending waits for them. */
  problems: Partial<Record<F, string | undefined>>;
  /** Sending was tried: the problems may be shown. */
  onTry: () => void;
  /** What a field's input needs; `asked` is its name in the request. */
  input: (field: F, asked?: string) => AuthInput;
}

interface AuthInput {
  name: string;
  size: 'md';
  value: string;
  error: string | undefined;
  onChange: (event: ChangeEvent<HTMLInputElement>) => void;
}

export function useAuthFields<F extends string>(
  attempt: Attempt,
  first: Record<F, string>,
  problemsOf: (values: Record<F, string>) => Partial<Record<F, string | undefined>>,
): AuthFields<F> {
  const [values, setValues] = useState(first);
  const [isTried, setTried] = useState(false);
  const problems = problemsOf(values);
  return {
    values,
    problems,
    onTry: () => setTried(true),
    input: (name, asked = name) => ({
      name,
      size: 'md',
      value: values[name],
      error: (isTried ? problems[name] : undefined) ?? attempt.problemOf(asked),
      onChange: ({ currentTarget: { value } }) => setValues((now) => ({ ...now, [name]: value })),
    }),
  };
}

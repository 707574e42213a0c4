// SPDX-License-Identifier: MIT
// One try of a form before sign-in: busy meanwhile, then done, or the reason why not. Where the server says
// how long to wait after too many tries, the form waits so long.

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/errors';
import { errorText } from '../../ui/errorText';
import { refusedPassword } from '../../ui/password';
import { useSecondsUntil } from '../../ui/useSecondsUntil';

export interface Attempt {
  isBusy: boolean;
  /** 0: one may try. */
  waitS: number;
  failure: string | undefined;
  error: ApiError | undefined;
  /** What the server finds wrong with a field. */
  problemOf: (field: string) => string | undefined;
  run: (work: () => Promise<void>) => void;
}

export function useAttempt(): Attempt {
  const { t } = useTranslation();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [until, setUntil] = useState<number>();
  const waitS = useSecondsUntil(until);
  const known = error instanceof ApiError ? error : undefined;

  const start = async (work: () => Promise<void>) => {
    setBusy(true);
    setError(undefined);
    try {
      await work();
    } catch (thrown) {
      setError(thrown);
      const wait = thrown instanceof ApiError && thrown.status === 429 ? thrown.retryAfterS : 0;
      setUntil(wait ? Date.now() + wait * 1000 : undefined);
    } finally {
      setBusy(false);
    }
  };

  const isOver = known?.status === 429 && until !== undefined && waitS === 0;
  return {
    isBusy,
    waitS,
    failure: error === undefined || isOver ? undefined : errorText(t, error),
    error: known,
    problemOf: (field) => {
      const own = known && field === 'password' ? refusedPassword(t, known) : undefined;
      return own ?? known?.fields.find((each) => each.field === field)?.message;
    },
    run: (work) => {
      if (!isBusy && waitS === 0) void start(work);
    },
  };
}

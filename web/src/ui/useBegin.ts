// SPDX-License-Identifier: MIT
// A page that is opened to begin something new on it: whoever leads there says so in the state of the address, which is
// taken out at once, so that coming back or reloading begins nothing.

import { useEffect } from 'react';
import { useLocation, useNavigate } from 'react-router';

export const BEGIN = { begin: true } as const;

export function useBegin(begin: () => void): void {
  const navigate = useNavigate();
  const { pathname, search, state } = useLocation();
  const isAsked = (state as Partial<typeof BEGIN> | null)?.begin === true;
  useEffect(() => {
    if (!isAsked) return;
    void navigate({ pathname, search }, { replace: true, state: null });
    begin();
  }, [isAsked, navigate, pathname, search, begin]);
}

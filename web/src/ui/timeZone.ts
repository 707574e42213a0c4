// SPDX-License-Identifier: MIT
// Whose clocks the panel shows: those of the organisation, wherever the browser stands.

import { useMemo } from 'react';
import { useSession } from '../api/me';

/** Where nobody is signed in, or the browser does not know the organisation's zone. */
const FALLBACK = 'Asia/Almaty';

export function knownZone(zone: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone;
  } catch {
    return FALLBACK;
  }
}

/** An IANA name that the browser knows. */
export function useTimeZone(): string {
  const session = useSession();
  const zone = 'me' in session ? session.me.organization.time_zone : FALLBACK;
  return useMemo(() => knownZone(zone), [zone]);
}

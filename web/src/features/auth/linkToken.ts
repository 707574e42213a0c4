// SPDX-License-Identifier: MIT
// The token of a mailed link. It comes in the fragment, which no server or log ever sees, and is taken out of
// the address bar before anything is drawn, so that no shoulder, screenshot or history keeps it.

import { useEffect, useState } from 'react';
import { AUTH_PATHS } from './paths';

let taken: string | undefined;

/** Called before the panel is drawn, and when another link is opened in the same tab. */
export function takeLinkToken(): string | undefined {
  const { pathname, search, hash } = window.location;
  const isLink = pathname === AUTH_PATHS.resetPassword || pathname === AUTH_PATHS.acceptInvite;
  const token = isLink ? new URLSearchParams(hash.slice(1)).get('token') : null;
  if (token) {
    taken = token;
    window.history.replaceState(window.history.state, '', pathname + search);
  }
  return taken;
}

/** undefined: the page was opened without a link, or reloaded. */
export function useLinkToken(): string | undefined {
  const [token, setToken] = useState(takeLinkToken);
  useEffect(() => {
    const take = () => setToken(takeLinkToken());
    window.addEventListener('hashchange', take);
    return () => window.removeEventListener('hashchange', take);
  }, []);
  return token;
}

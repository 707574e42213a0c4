// SPDX-License-Identifier: MIT
// The panel's one session, and what components ask of it: who works here, and what that person may do.

import { useCallback, useSyncExternalStore } from 'react';
import { answerOf, api, guardWith, publicApi } from './client';
import { type Right, Session, type SessionState, scopeOf } from './session';
import { browserTabs } from './tabs';
import type { Me } from './types';

const HINT_KEY = 'sauda.session';

export const session = new Session({
  server: {
    options: async () => (await answerOf(publicApi.GET('/auth/options'))).data,
    refresh: async () => (await answerOf(publicApi.POST('/auth/refresh'))).data,
    logout: async () => {
      await answerOf(publicApi.POST('/auth/logout'));
    },
    me: async () => (await answerOf(api.GET('/auth/me'))).data,
  },
  tabs: browserTabs(),
  hint: {
    get: () => {
      try {
        return localStorage.getItem(HINT_KEY) !== null;
      } catch {
        return true; // no storage: only asking tells
      }
    },
    set: (mayHaveSession) => {
      try {
        if (mayHaveSession) localStorage.setItem(HINT_KEY, '1');
        else localStorage.removeItem(HINT_KEY);
      } catch {
        // see above
      }
    },
  },
  leaveTo: (path) => window.location.replace(path),
});

guardWith(session);

export function useSession(): SessionState {
  return useSyncExternalStore(session.watch, session.getState);
}

/** The account one works with; for components that stand behind a sign-in. */
export function useMe(): Me {
  const state = useSession();
  if (!('me' in state)) throw new Error('Nobody is signed in.');
  return state.me;
}

/** What one may do: `const can = useCan(); … can('users:create')`. */
export function useCan(): (right: Right) => boolean {
  const me = useMe();
  return useCallback((right: Right) => scopeOf(me, right) !== undefined, [me]);
}

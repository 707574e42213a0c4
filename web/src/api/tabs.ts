// SPDX-License-Identifier: MIT
// What the tabs of one browser share: a channel to tell each other of tokens, and a lock so that one of them
// refreshes at a time. Plain http on a foreign address has no locks; the server bears parallel refreshes too.

export interface Grant {
  token: string;
  /** By this machine's clock, in ms. */
  expiresAt: number;
  userId: string;
}

/** What a tab tells the others: a token that is good for all of them, or that the person has signed out. */
export type Message = { type: 'grant'; grant: Grant } | { type: 'signed-out' };

export interface Tabs {
  tell: (message: Message) => void;
  listen: (listener: (message: Message) => void) => void;
  /** Runs when no other tab does. */
  inTurn: <T>(run: () => Promise<T>) => Promise<T>;
}

const NAME = 'sauda.session';

export function browserTabs(): Tabs {
  const channel = new BroadcastChannel(NAME);
  const locks: LockManager | undefined = navigator.locks;
  return {
    tell: (message) => channel.postMessage(message),
    listen: (listener) => {
      channel.onmessage = (event: MessageEvent<Message>) => listener(event.data);
    },
    inTurn: async (run) => (locks ? await locks.request(NAME, run) : run()),
  };
}

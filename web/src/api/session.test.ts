// SPDX-License-Identifier: MIT
// The session over a server and tabs of our own making, with a clock we turn: who asks for tokens, how often,
// and what becomes of requests whose session has ended.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from './errors';
import { Session, scopeOf } from './session';
import type { Message, Tabs } from './tabs';
import type { Me, SignedIn } from './types';

const LIFE_S = 900;

function meOf(id: string, revision = 1): Me {
  const rights = { modules: { read: 'all' }, deals: { read: 'own' } };
  return { user: { id, revision }, organization: {}, rights, session_id: null, revision } as never;
}

const refusal = () => new ApiError(401, 'unauthorized', 'Sign in first.');

/** One browser with its cookie, and the server it speaks to. */
class World {
  /** Whose session the cookie names. */
  cookie: string | undefined;
  revision = 1;
  hint = false;
  isAuthRequired = true;
  refreshes = 0;
  issued = 0;
  left: string[] = [];
  private readonly listeners: ((message: Message) => void)[] = [];
  private turn: Promise<unknown> = Promise.resolve();

  signedIn(id = this.cookie ?? ''): SignedIn {
    this.issued += 1;
    return { access_token: `${id} ${this.issued}`, expires_in: LIFE_S, user: { id } } as never;
  }

  private tabs(): Tabs {
    const index = this.listeners.push(() => undefined) - 1;
    return {
      tell: (message) => {
        const others = this.listeners.filter((_, i) => i !== index);
        setTimeout(() => {
          for (const listener of others) listener(message);
        });
      },
      listen: (listener) => {
        this.listeners[index] = listener;
      },
      inTurn: (run) => {
        const mine = this.turn.then(run);
        this.turn = mine.catch(() => undefined);
        return mine;
      },
    };
  }

  tab(): Session {
    const session: Session = new Session({
      server: {
        options: async () => ({
          is_auth_required: this.isAuthRequired,
          is_registration_open: true,
        }),
        refresh: async () => {
          this.refreshes += 1;
          if (this.cookie === undefined) throw refusal();
          return this.signedIn();
        },
        logout: async () => {
          this.cookie = undefined;
        },
        me: async () => {
          const token = await session.token();
          return meOf(token?.split(' ')[0] ?? 'first admin', this.revision);
        },
      },
      tabs: this.tabs(),
      hint: {
        get: () => this.hint,
        set: (hint) => {
          this.hint = hint;
        },
      },
      leaveTo: (path) => this.left.push(path),
      random: () => 0,
    });
    return session;
  }

  /** A tab of somebody who has signed in. */
  async signedInTab(): Promise<Session> {
    this.cookie ??= 'ann';
    this.hint = true;
    const session = this.tab();
    await inTime(session.start());
    expect(session.getState().kind).toBe('active');
    return session;
  }
}

let world: World;
const kind = (session: Session) => session.getState().kind;
/** Lets messages and answers arrive. */
const settle = () => vi.advanceTimersByTimeAsync(500);

async function inTime<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined); // whoever waits for it hears of it below
  await settle();
  return promise;
}

beforeEach(() => {
  vi.useFakeTimers();
  world = new World();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('the beginning', () => {
  it('asks nothing that would fail of a browser that never signed in', async () => {
    const session = world.tab();
    await session.start();
    expect(session.getState()).toEqual({ kind: 'anonymous', isRegistrationOpen: true });
    expect(world.refreshes).toBe(0);
    expect(await session.token()).toBeUndefined();
  });

  it('goes on where the cookie still holds', async () => {
    const session = await world.signedInTab();
    expect(session.getState()).toEqual({ kind: 'active', me: meOf('ann') });
  });

  it('forgets the hint when the session is over, and asks no more', async () => {
    world.hint = true;
    const session = world.tab();
    await session.start();
    expect([kind(session), world.hint, world.refreshes]).toEqual(['anonymous', false, 1]);
  });

  it('is open where nobody has to sign in, until somebody has to', async () => {
    world.isAuthRequired = false;
    const session = world.tab();
    await session.start();
    expect(session.getState()).toEqual({ kind: 'open', me: meOf('first admin') });
    world.isAuthRequired = true;
    expect(await session.renew(undefined)).toBeUndefined();
    await settle();
    expect(kind(session)).toBe('anonymous');
  });

  it('says so when the server does not answer, and tries again when told', async () => {
    world.hint = true;
    const session = world.tab();
    const start = vi.spyOn(world, 'signedIn').mockImplementationOnce(() => {
      throw new ApiError(0, 'network', 'no');
    });
    world.cookie = 'ann';
    await session.start();
    expect([kind(session), world.hint]).toEqual(['unreachable', true]);
    start.mockRestore();
    await session.start();
    expect(kind(session)).toBe('active');
  });
});

describe('renewing', () => {
  it('makes one refresh of many at once', async () => {
    const session = await world.signedInTab();
    const old = await session.token();
    const tokens = await inTime(Promise.all([1, 2, 3, 4, 5].map(() => session.renew(old))));
    expect(world.refreshes).toBe(2);
    expect(new Set(tokens)).toEqual(new Set(['ann 2']));
  });

  it('makes one refresh for all tabs, and hands its token round', async () => {
    const tabs = [await world.signedInTab(), await world.signedInTab(), await world.signedInTab()];
    await settle();
    const before = world.refreshes;
    await vi.advanceTimersByTimeAsync(LIFE_S * 1000 - 60_000);
    await settle();
    expect(world.refreshes).toBe(before + 1);
    const tokens = await Promise.all(tabs.map((tab) => tab.token()));
    expect(new Set(tokens).size).toBe(1);
  });

  it('renews ahead of the end, so that no request waits for it', async () => {
    const session = await world.signedInTab();
    const old = await session.token();
    await vi.advanceTimersByTimeAsync(LIFE_S * 1000 - 61_000);
    expect(await session.token()).toBe(old);
    await vi.advanceTimersByTimeAsync(1000);
    expect(await session.token()).not.toBe(old);
    expect(world.refreshes).toBe(2);
  });

  it('does not take an unreachable server for the end of the session', async () => {
    const session = await world.signedInTab();
    const away = vi.spyOn(world, 'signedIn').mockImplementation(() => {
      throw new ApiError(503, 'overloaded', 'later', {}, 1);
    });
    await vi.advanceTimersByTimeAsync(LIFE_S * 1000 + 60_000);
    expect(kind(session)).toBe('active');
    await expect(session.token()).rejects.toMatchObject({ code: 'overloaded' });
    away.mockRestore();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await session.token()).toMatch(/^ann /);
  });

  it('reads the account anew with each new token, in all tabs', async () => {
    const [session, other] = [await world.signedInTab(), await world.signedInTab()];
    world.revision = 2;
    await inTime(session.renew(await session.token()));
    await settle();
    for (const tab of [session, other]) {
      expect(tab.getState()).toEqual({ kind: 'active', me: meOf('ann', 2) });
    }
  });
});

describe('the end', () => {
  it('keeps requests waiting until the same person is back', async () => {
    const session = await world.signedInTab();
    const old = await session.token();
    world.cookie = undefined;
    const waiting = [session.renew(old), session.renew(old)];
    await settle();
    waiting.push(session.token());
    expect([kind(session), world.hint]).toEqual(['lost', false]);
    world.cookie = 'ann';
    await session.enter(world.signedIn());
    expect([kind(session), world.hint]).toEqual(['active', true]);
    expect(await Promise.all(waiting)).toEqual(['ann 2', 'ann 2', 'ann 2']);
    expect(world.left).toEqual([]);
  });

  it('leaves everything behind when somebody else signs in', async () => {
    const session = await world.signedInTab();
    world.cookie = undefined;
    const waiting = vi.fn();
    void session.renew(await session.token()).then(waiting, waiting);
    await settle();
    await session.enter(world.signedIn('bob'));
    await settle();
    expect(world.left).toEqual(['/']);
    expect(kind(session)).toBe('starting');
    expect(waiting).not.toHaveBeenCalled();
  });

  it('sends nothing as another person whose cookie came in between', async () => {
    const session = await world.signedInTab();
    world.cookie = 'bob';
    const waiting = vi.fn();
    void session.renew(await session.token()).then(waiting, waiting);
    await settle();
    expect(world.left).toEqual(['/']);
    expect(waiting).not.toHaveBeenCalled();
  });

  it('comes back in all tabs when one of them signs in', async () => {
    const [one, other] = [await world.signedInTab(), await world.signedInTab()];
    await settle();
    world.cookie = undefined;
    for (const tab of [one, other]) void tab.renew(await tab.token());
    await settle();
    expect([kind(one), kind(other)]).toEqual(['lost', 'lost']);
    await one.enter(world.signedIn('ann'));
    await settle();
    expect([kind(one), kind(other)]).toEqual(['active', 'active']);
  });

  it('signs out all tabs', async () => {
    const one = await world.signedInTab();
    await world.signedInTab();
    await one.signOut();
    await settle();
    expect(world.left).toEqual(['/login', '/login']);
    expect([world.hint, world.cookie]).toEqual([false, undefined]);
  });

  it('lets a tab that waits at the door in when another one signs in', async () => {
    const [door, other] = [world.tab(), world.tab()];
    await Promise.all([door.start(), other.start()]);
    expect(kind(door)).toBe('anonymous');
    await other.enter(world.signedIn('ann'));
    await settle();
    expect(door.getState()).toEqual({ kind: 'active', me: meOf('ann') });
  });

  it('loads a tab anew when another one has become somebody else', async () => {
    await world.signedInTab();
    const other = world.tab();
    await other.enter(world.signedIn('bob'));
    await settle();
    expect(world.left).toEqual(['/']);
  });
});

describe('scopeOf', () => {
  it('tells for which rows something is permitted', () => {
    const me = meOf('ann');
    expect(scopeOf(me, 'modules:read')).toBe('all');
    expect(scopeOf(me, 'deals:read')).toBe('own');
    expect(scopeOf(me, 'modules:delete')).toBeUndefined();
    expect(scopeOf(me, 'users:read')).toBeUndefined();
  });
});

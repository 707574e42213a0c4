// SPDX-License-Identifier: MIT
// Who works here. The refresh token is a cookie that no script sees, the access token lies in memory; whether
// it is worth asking for one is all that the browser's storage knows. When the session ends while somebody
// works, nothing is thrown away: requests wait until the same person has signed in again, then go on.

import { Access, isRefused } from './access';
import type { Grant, Message, Tabs } from './tabs';
import type { AuthOptions, Me, SignedIn } from './types';

export type SessionState =
  | { kind: 'starting' }
  /** The server gave no answer that would tell. */
  | { kind: 'unreachable'; error: unknown }
  | { kind: 'anonymous'; isRegistrationOpen: boolean }
  /** Nobody has to sign in here. */
  | { kind: 'open'; me: Me }
  | { kind: 'active'; me: Me }
  /** The session has ended; the page waits behind a dialog. */
  | { kind: 'lost'; me: Me };

export interface SessionOptions {
  server: {
    options: () => Promise<AuthOptions>;
    refresh: () => Promise<SignedIn>;
    logout: () => Promise<void>;
    me: () => Promise<Me>;
  };
  tabs: Tabs;
  /** Whether this browser has signed in: then a refresh may succeed. */
  hint: { get: () => boolean; set: (mayHaveSession: boolean) => void };
  /** Loads the panel anew at this path, so that nothing of the former person is left. */
  leaveTo: (path: string) => void;
  now?: () => number;
  random?: () => number;
}

interface Waiter {
  resolve: (token: string | undefined) => void;
  reject: (error: unknown) => void;
}

export const HOME_PATH = '/';
export const SIGN_IN_PATH = '/login';

export class Session {
  private readonly options: SessionOptions;
  private readonly access: Access;
  private readonly watchers = new Set<() => void>();
  private state: SessionState = { kind: 'starting' };
  private waiters: Waiter[] = [];
  private isLeaving = false;

  constructor(options: SessionOptions) {
    this.options = options;
    this.access = new Access({
      ...options,
      refresh: options.server.refresh,
      onEnded: () => this.lose(),
      onRenewed: (grant) => this.compare(grant),
    });
    options.tabs.listen((message) => this.hear(message));
  }

  // ---- for React's useSyncExternalStore

  watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  getState = (): SessionState => this.state;

  // ---- beginning and end

  /** Whether this browser was signed in, as far as it remembers. */
  get mayResume(): boolean {
    return this.options.hint.get();
  }

  /** Finds out who works here. A visitor who never signed in causes no request that fails. */
  start = async (): Promise<void> => {
    this.setState({ kind: 'starting' });
    try {
      if (this.mayResume && (await this.resume())) return;
      const { is_auth_required, is_registration_open } = await this.options.server.options();
      this.setState(
        is_auth_required
          ? { kind: 'anonymous', isRegistrationOpen: is_registration_open }
          : { kind: 'open', me: await this.options.server.me() },
      );
    } catch (error) {
      this.setState({ kind: 'unreachable', error });
    }
  };

  /** Goes on with what a sign-in, a registration or an invitation answered. */
  enter = async (signedIn: SignedIn): Promise<void> => {
    this.options.hint.set(true);
    const grant = this.access.take(signedIn);
    if (this.isSomebodyElse(grant)) this.leaveTo(HOME_PATH);
    else await this.goOn();
  };

  /** Ends the session here and in all tabs of this browser. */
  signOut = async (): Promise<void> => {
    await this.options.server.logout();
    this.forget();
  };

  /** Leaves without asking the server: it has ended the session already. */
  forget = (): void => {
    this.options.hint.set(false);
    this.options.tabs.tell({ type: 'signed-out' });
    this.leaveTo(SIGN_IN_PATH);
  };

  // ---- the person

  /** Shows a change of the account; `me` is what the server answered. */
  setMe = (me: Me): void => {
    if ('me' in this.state) this.setState({ ...this.state, me });
  };

  /** Reads the account anew; also proves that the token still holds. */
  readMe = async (): Promise<void> => {
    this.setMe(await this.options.server.me());
  };

  // ---- for requests

  /** The token to send; undefined where none is needed or known. Waits while the session is lost. */
  token = async (): Promise<string | undefined> => {
    if (this.state.kind === 'lost') return this.untilBack();
    return this.asSamePerson(this.access.token());
  };

  /** A token in place of one that was refused; undefined: there is none, the refusal stands. */
  renew = async (refused: string | undefined): Promise<string | undefined> => {
    if (this.state.kind === 'lost') return this.untilBack();
    if (this.state.kind === 'open') {
      void this.start(); // from now on one has to sign in here
      return undefined;
    }
    return refused === undefined ? undefined : this.asSamePerson(this.access.renew(refused));
  };

  // ----

  private setState(state: SessionState): void {
    this.state = state;
    for (const watcher of this.watchers) watcher();
  }

  private async resume(): Promise<boolean> {
    try {
      await this.access.renew(undefined);
      await this.goOn();
      return true;
    } catch (error) {
      if (!isRefused(error)) throw error;
      this.access.drop();
      this.options.hint.set(false);
      return false;
    }
  }

  /** There is a token: of the person who waits, or of one whom we do not know yet. */
  private async goOn(): Promise<void> {
    if (this.state.kind !== 'lost') {
      this.setState({ kind: 'active', me: await this.options.server.me() });
      return;
    }
    this.setState({ kind: 'active', me: this.state.me });
    const waiters = this.waiters;
    this.waiters = [];
    for (const { resolve, reject } of waiters) this.token().then(resolve, reject);
    this.readMe().catch(() => undefined); // what is known of the person will do
  }

  /** Nothing that one person began is ever sent as another. */
  private async asSamePerson(request: Promise<string | undefined>): Promise<string | undefined> {
    const token = await request.catch((error) => this.endedBy(error));
    return this.isLeaving ? new Promise(() => undefined) : token;
  }

  private leaveTo(path: string): void {
    this.isLeaving = true;
    this.access.drop();
    this.setState({ kind: 'starting' });
    this.options.leaveTo(path);
  }

  private endedBy(error: unknown): Promise<string | undefined> {
    if (!isRefused(error)) throw error;
    this.lose();
    if (this.state.kind !== 'lost') throw error;
    return this.untilBack();
  }

  private lose(): void {
    this.access.drop();
    this.options.hint.set(false);
    if (this.state.kind === 'active') this.setState({ kind: 'lost', me: this.state.me });
  }

  private untilBack(): Promise<string | undefined> {
    return new Promise((resolve, reject) => {
      this.waiters.push({ resolve, reject });
    });
  }

  private isSomebodyElse(grant: Grant): boolean {
    return 'me' in this.state && this.state.me.user.id !== grant.userId;
  }

  /** There is a new token: rights may have changed with it. */
  private compare(grant: Grant): void {
    if (this.state.kind !== 'active') return;
    if (this.isSomebodyElse(grant)) this.leaveTo(HOME_PATH);
    else this.readMe().catch(() => undefined); // with the next token again
  }

  private hear(message: Message): void {
    if (this.isLeaving) return;
    const { kind } = this.state;
    if (message.type === 'signed-out') {
      if (kind === 'active' || kind === 'lost') this.leaveTo(SIGN_IN_PATH);
      return;
    }
    if (kind === 'open') return;
    this.access.adopt(message.grant);
    if (kind === 'active') this.compare(message.grant);
    else if (this.isSomebodyElse(message.grant)) this.leaveTo(HOME_PATH);
    else if (kind !== 'starting') {
      this.goOn().catch((error) => this.setState({ kind: 'unreachable', error }));
    }
  }
}

/** What `me` may do: a right is `<resource>:<action>` as the contract's x-permission has it. */
export type Right = `${string}:${string}`;
export type Scope = 'all' | 'own';

export function scopeOf(me: Me, right: Right): Scope | undefined {
  const [resource = '', action = ''] = right.split(':');
  return me.rights[resource]?.[action];
}

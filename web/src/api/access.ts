// SPDX-License-Identifier: MIT
// The access token: in memory alone, renewed ahead of its end. However many requests and tabs want a new one,
// one refresh is made and all get its token.

import { ApiError } from './errors';
import type { Grant, Tabs } from './tabs';
import type { SignedIn } from './types';

/** So long before its end a token is renewed, spread over the tabs. */
const AHEAD_MS = 60_000;
const SPREAD_MS = 30_000;
/** A token that ends within this time might not survive the way to the server. */
const MARGIN_MS = 5000;
const RETRY_MS = 10_000;
/** So long a tab keeps its turn after a refresh, for the next ones in the queue to hear of the new token. */
const HAND_OVER_MS = 100;

export interface AccessOptions {
  /** Asks the server by the cookie. */
  refresh: () => Promise<SignedIn>;
  tabs: Tabs;
  /** The server has refused to refresh: the session is over. */
  onEnded: () => void;
  /** A new token is here, by our own refresh. */
  onRenewed: (grant: Grant) => void;
  now?: () => number;
  random?: () => number;
}

/** Whether the server knows no session that could be refreshed. */
export const isRefused = (error: unknown): boolean =>
  error instanceof ApiError && (error.status === 401 || error.status === 403);

export class Access {
  private readonly options: Required<AccessOptions>;
  private grant: Grant | undefined;
  private pending: Promise<string> | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: AccessOptions) {
    this.options = { now: Date.now, random: Math.random, ...options };
  }

  /** Takes what a sign-in answered and hands it to the other tabs. */
  take(signedIn: SignedIn): Grant {
    const grant: Grant = {
      token: signedIn.access_token,
      expiresAt: this.options.now() + signedIn.expires_in * 1000,
      userId: signedIn.user.id,
    };
    this.adopt(grant);
    this.options.tabs.tell({ type: 'grant', grant });
    return grant;
  }

  /** Takes the token of another tab. */
  adopt(grant: Grant): void {
    this.grant = grant;
    const left = grant.expiresAt - this.options.now();
    const ahead = AHEAD_MS + SPREAD_MS * this.options.random();
    this.renewIn(Math.max(left - ahead, left / 2));
  }

  drop(): void {
    this.grant = undefined;
    clearTimeout(this.timer);
  }

  /** A token that is still good; undefined where there never was one. */
  async token(): Promise<string | undefined> {
    return this.grant && (this.fresh() ?? this.renew(this.grant.token));
  }

  /** A token other than `old`, which is over or was refused. */
  renew(old: string | undefined): Promise<string> {
    const fresh = this.fresh(old);
    if (fresh !== undefined) return Promise.resolve(fresh);
    this.pending ??= this.refresh(old).finally(() => {
      this.pending = undefined;
    });
    return this.pending;
  }

  private fresh(other?: string): string | undefined {
    const { grant } = this;
    if (!grant || grant.token === other) return undefined;
    return grant.expiresAt - this.options.now() > MARGIN_MS ? grant.token : undefined;
  }

  private refresh(old: string | undefined): Promise<string> {
    return new Promise((resolve, reject) => {
      const run = async () => {
        const fresh = this.fresh(old);
        if (fresh !== undefined) {
          resolve(fresh); // another tab was before us
          return;
        }
        const grant = this.take(await this.options.refresh());
        this.options.onRenewed(grant);
        resolve(grant.token);
        await new Promise((done) => setTimeout(done, HAND_OVER_MS));
      };
      this.options.tabs.inTurn(run).catch(reject);
    });
  }

  private renewIn(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.renew(this.grant?.token).catch((error) => {
        if (isRefused(error)) this.options.onEnded();
        else this.renewIn(RETRY_MS);
      });
    }, ms);
  }
}

// SPDX-License-Identifier: MIT
// The only place that calls fetch (files go by upload.ts). Paths, parameters and answers are typed by the contract (schema.d.ts is
// generated from it), so a call the server does not know does not compile. Every call of `api` carries the
// person's access token; one whose token was refused is made once more with a new one.

import createClient from 'openapi-fetch';
import { type ApiError, errorFromResponse, errorFromThrown, isRecord } from './errors';
import type { paths } from './schema';

export const API_BASE = '/api/v1';
const TIMEOUT_MS = 90_000;

/** Where `api` has its tokens from. */
export interface Guard {
  /** The access token to send; undefined: none. */
  token: () => Promise<string | undefined>;
  /** One in place of a refused one; undefined: the refusal stands. */
  renew: (refused: string | undefined) => Promise<string | undefined>;
}

let guard: Guard | undefined;
export function guardWith(next: Guard): void {
  guard = next;
}

const withTimeout = (request: Request) =>
  fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(TIMEOUT_MS)]) });

const authorized = (request: Request, token: string) => {
  request.headers.set('Authorization', `Bearer ${token}`);
  return request;
};

async function guarded(request: Request): Promise<Response> {
  const spare = request.clone(); // a body can be sent only once
  let isFirst = true;
  return withToken(request.signal, (token) => {
    const now = isFirst ? request : spare;
    isFirst = false;
    return withTimeout(token === undefined ? now : authorized(now, token));
  });
}

/** Makes a request with the person's token, and once more with a new one where that was refused. */
export async function withToken(
  signal: AbortSignal,
  send: (token: string | undefined) => Promise<Response>,
): Promise<Response> {
  if (!guard) return send(undefined);
  const token = await unlessAborted(signal, guard.token());
  const response = await send(token);
  if (!(await isTokenRefused(response))) return response;
  const next = await unlessAborted(signal, guard.renew(token));
  return next === undefined ? response : send(next);
}

/** A 401 that is about the token, not about a password that was sent. */
async function isTokenRefused(response: Response): Promise<boolean> {
  if (response.status !== 401) return false;
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  return !(isRecord(body) && body.error_code === 'invalid_credentials');
}

function unlessAborted<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** Calls as the person who works here. */
export const api = createClient<paths>({
  baseUrl: API_BASE,
  fetch: guarded,
  querySerializer: { array: { style: 'form', explode: false } }, // as the contract has all its lists
});
/** Calls as nobody: what comes before a sign-in. */
export const publicApi = createClient<paths>({ baseUrl: API_BASE, fetch: withTimeout });

export interface Answer<T> {
  data: T;
  /** The place in the event feed that the answer reflects (X-Event-Cursor). */
  cursor: string | undefined;
}

interface RawAnswer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** Waits for a call of `api` and turns every failure into an ApiError; an aborted call stays aborted. */
export async function answerOf<T>(call: Promise<RawAnswer<T>>): Promise<Answer<T>> {
  let raw: RawAnswer<T>;
  try {
    raw = await call;
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'AbortError') throw thrown;
    throw errorFromThrown(thrown) satisfies ApiError;
  }
  if (!raw.response.ok) throw errorFromResponse(raw.response, raw.error);
  return {
    data: raw.data as T,
    cursor: raw.response.headers.get('X-Event-Cursor') ?? undefined,
  };
}

/** A key for `Idempotency-Key`; crypto.randomUUID would be missing on plain http. */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

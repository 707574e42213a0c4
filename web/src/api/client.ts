// SPDX-License-Identifier: MIT
// The only place that calls fetch. Paths, parameters and answers are typed by the contract (schema.d.ts is
// generated from it), so a call the server does not know does not compile.

import createClient from 'openapi-fetch';
import { type ApiError, errorFromResponse, errorFromThrown } from './errors';
import type { paths } from './schema';

export const API_BASE = '/api/v1';
const TIMEOUT_MS = 90_000;

export const api = createClient<paths>({
  baseUrl: API_BASE,
  fetch: (request) =>
    fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(TIMEOUT_MS)]) }),
});

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

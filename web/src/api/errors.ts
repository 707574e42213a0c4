// SPDX-License-Identifier: MIT
// Every failure of a request becomes one ApiError, whatever went wrong: the server's own error format, a
// proxy's page, or no answer at all. So the panel decides by `code` alone and never looks at a response.

export interface FieldError {
  field: string;
  code: string;
  message: string;
}

export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: Record<string, unknown>;
  readonly retryAfterS: number | undefined;

  constructor(
    status: number,
    code: string,
    message: string,
    details: Record<string, unknown> = {},
    retryAfterS?: number,
  ) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.details = details;
    this.retryAfterS = retryAfterS;
  }

  get requestId(): string | undefined {
    const id = this.details.request_id;
    return typeof id === 'string' ? id : undefined;
  }

  get fields(): FieldError[] {
    const fields = this.details.fields;
    return Array.isArray(fields) ? fields.filter(isFieldError) : [];
  }

  /** Whether the same request may succeed a moment later. */
  get isTemporary(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 502;
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isFieldError(value: unknown): value is FieldError {
  return (
    isRecord(value) &&
    typeof value.field === 'string' &&
    typeof value.code === 'string' &&
    typeof value.message === 'string'
  );
}

/** The error of an answer that was no success. `body` is what could be read of it. */
export function errorFromResponse(response: Response, body: unknown): ApiError {
  const retryAfter = Number(response.headers.get('Retry-After') ?? Number.NaN);
  const retryAfterS = Number.isFinite(retryAfter) ? retryAfter : undefined;
  if (isRecord(body) && typeof body.error_code === 'string') {
    return new ApiError(
      response.status,
      body.error_code,
      typeof body.message === 'string' ? body.message : response.statusText,
      isRecord(body.details) ? body.details : {},
      retryAfterS,
    );
  }
  return new ApiError(response.status, 'unexpected', response.statusText, {}, retryAfterS);
}

/** The error of a request that got no answer. */
export function errorFromThrown(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  const isTimeout = thrown instanceof DOMException && thrown.name === 'TimeoutError';
  return new ApiError(0, isTimeout ? 'timeout' : 'network', String(thrown));
}

/** What was asked for is not there, or not for this person. */
export const isGone = (error: unknown): boolean =>
  error instanceof ApiError && error.status === 404;

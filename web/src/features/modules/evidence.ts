// SPDX-License-Identifier: MIT
// What the server found when it refused to activate a module: the failed check, read from the 409.

import { type ApiError, isRecord } from '../../api/errors';

export interface Evidence {
  statusCode: number | null;
  latencyMs: number | null;
  checkedAt: string | null;
  error: string | null;
}

export function evidenceOf(error: ApiError): Evidence | undefined {
  const found = error.details.evidence;
  if (!isRecord(found)) return undefined;
  return {
    statusCode: typeof found.status_code === 'number' ? found.status_code : null,
    latencyMs: typeof found.latency_ms === 'number' ? found.latency_ms : null,
    checkedAt: typeof found.checked_at === 'string' ? found.checked_at : null,
    error: typeof found.error === 'string' ? found.error : null,
  };
}

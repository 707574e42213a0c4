// SPDX-License-Identifier: MIT
// The same Idempotency-Key for the same body, so that saving again after an answer that was lost does nothing twice.

import { useCallback, useRef } from 'react';
import { newIdempotencyKey } from '../api/client';

export function useRequestKey(): (body: object) => string {
  const sent = useRef({ body: '', key: '' });
  return useCallback((body: object) => {
    const text = JSON.stringify(body);
    if (sent.current.body !== text) sent.current = { body: text, key: newIdempotencyKey() };
    return sent.current.key;
  }, []);
}

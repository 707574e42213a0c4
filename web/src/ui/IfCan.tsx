// SPDX-License-Identifier: MIT
// Shows what one has the right to do; the server decides all the same.

import type { ReactNode } from 'react';
import { useCan } from '../api/me';
import type { Right } from '../api/session';

export function IfCan({ right, children }: { right: Right; children: ReactNode }) {
  return useCan()(right) ? children : null;
}

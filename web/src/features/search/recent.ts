// SPDX-License-Identifier: MIT
// What somebody opened by the palette, the latest first. The browser keeps ids alone: what they are called is asked anew,
// so it tells nobody of what he may no longer see.

import { isRecord } from '../../api/errors';

export const RECORD_KINDS = ['client', 'deal', 'product', 'module'] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

export interface Opened {
  kind: RecordKind;
  id: string;
}

const KEPT = 6;
const LONGEST_ID = 40;
const keyOf = (userId: string): string => `sauda.recent.${userId}`;

export const isRecordKind = (kind: unknown): kind is RecordKind =>
  RECORD_KINDS.some((each) => each === kind);

export function read(text: string | null): Opened[] {
  try {
    const all: unknown = JSON.parse(text ?? '[]');
    if (!Array.isArray(all)) return [];
    return all
      .flatMap((one: unknown) => {
        const isOne = isRecord(one) && isRecordKind(one.kind) && typeof one.id === 'string';
        return isOne ? [{ kind: one.kind as RecordKind, id: one.id as string }] : [];
      })
      .filter(({ id }) => id.length <= LONGEST_ID)
      .slice(0, KEPT);
  } catch {
    return [];
  }
}

export const remembered = (all: readonly Opened[], one: Opened): Opened[] =>
  [one, ...all.filter(({ kind, id }) => kind !== one.kind || id !== one.id)].slice(0, KEPT);

export function readRecent(userId: string): Opened[] {
  try {
    return read(localStorage.getItem(keyOf(userId)));
  } catch {
    return [];
  }
}

export function remember(userId: string, one: Opened): void {
  try {
    localStorage.setItem(keyOf(userId), JSON.stringify(remembered(readRecent(userId), one)));
  } catch {
    // Without storage nothing is remembered.
  }
}

// SPDX-License-Identifier: MIT
// Whose change of a deal came last, as the feed told: a move that comes too late can say whose was before it.

import { isRecord } from '../../api/errors';
import type { Frame } from '../../api/feed';

interface Change {
  actor: string | undefined;
  revision: number;
}

const KEPT = 500;
const WAIT_MS = 1500;

const changes = new Map<number, Change>();
const waiting = new Set<() => void>();

/** Takes note of a frame about a deal. */
export function noteChange(frame: Frame): void {
  if (!frame.type.startsWith('deal.') || !isRecord(frame.data)) return;
  const { id, revision } = frame.data;
  if (typeof id !== 'number' || typeof revision !== 'number') return;
  if ((changes.get(id)?.revision ?? 0) > revision) return;
  changes.delete(id); // so that it becomes the youngest
  changes.set(id, { actor: frame.actor, revision });
  for (const oldest of changes.keys()) {
    if (changes.size <= KEPT) break;
    changes.delete(oldest);
  }
  for (const look of waiting) look();
}

/** Who made this revision of the deal; undefined: nobody has told in time. The answer may be here before the frame. */
export function actorOf(id: number, revision: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const look = () => {
      const change = changes.get(id);
      if (change && change.revision >= revision) end(change.actor);
    };
    const timer = setTimeout(() => end(undefined), WAIT_MS);
    const end = (actor: string | undefined) => {
      clearTimeout(timer);
      waiting.delete(look);
      resolve(actor);
    };
    waiting.add(look);
    look();
  });
}

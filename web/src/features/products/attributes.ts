// SPDX-License-Identifier: MIT
// A product's attributes as texts in a form, and back. What is nested shows as JSON and stays as it is unless it is
// edited; a value keeps its kind. Sent is a merge patch (RFC 7396): only what was changed, so that two people who
// edit different attributes both keep theirs.

import { isRecord } from '../../api/errors';

export type Attributes = Record<string, unknown>;

/** In the place of a value: the attribute is to go. No key of any keyboard types it. */
export const REMOVED = '\u0000';

export const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

/** Whether a value is edited as JSON. */
export const isTree = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** What an edited text means in the place of `before`; undefined: nothing, as it is no JSON of that kind. */
export function readAs(text: string, before: unknown): unknown {
  if (before === undefined || typeof before === 'string') return text;
  const value = parsed(text.trim());
  if (isTree(before)) return isTree(value) ? value : undefined;
  // A number, a switch or nothing: what is neither becomes a text.
  return value === undefined || isTree(value) ? text : value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The merge patch that makes `after` of `before`. */
export function mergePatch(before: unknown, after: unknown): unknown {
  if (!isRecord(before) || !isRecord(after)) return after;
  const patch: Attributes = {};
  for (const name of Object.keys(before)) if (!Object.hasOwn(after, name)) patch[name] = null;
  for (const [name, value] of Object.entries(after)) {
    if (JSON.stringify(value) !== JSON.stringify(before[name])) {
      patch[name] = mergePatch(before[name], value);
    }
  }
  return patch;
}

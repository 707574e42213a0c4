// SPDX-License-Identifier: MIT
// What a row has of an organisation's own fields, as texts in a form, and back: each is a field of the form, so that two
// people who change different ones are never in each other's way. What is nested shows as JSON and stays as it is unless
// it is edited; a value keeps its kind. Sent is a merge patch (RFC 7396): only what was changed.

import { isRecord } from '../api/errors';
import { changesOf, type DraftValues } from './draft';

export type Attributes = Record<string, unknown>;

const PREFIX = 'attributes.';
export type AttributeField = `attributes.${string}`;
export type AttributeValues = { [attribute: AttributeField]: string };

export const isAttribute = (field: string): field is AttributeField => field.startsWith(PREFIX);
export const attributeField = (name: string): AttributeField => `${PREFIX}${name}`;
export const attributeName = (field: AttributeField): string => field.slice(PREFIX.length);

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

/** As fields of a form. `shown`: those that the form knows of and the row has no more are gone, not unknown. */
export function attributeValues(of: Attributes, shown: object = {}): AttributeValues {
  const gone = Object.keys(shown)
    .filter(isAttribute)
    .map((field) => [field, REMOVED]);
  const present = Object.entries(of).map(([name, value]) => [attributeField(name), textOf(value)]);
  return Object.fromEntries([...gone, ...present]);
}

/** Fields whose text is none of the kind that the value had. */
export const wrongAttributes = (values: AttributeValues, known: Attributes): AttributeField[] =>
  Object.keys(values)
    .filter(isAttribute)
    .filter((field) => {
      const text = values[field] ?? '';
      return text !== REMOVED && readAs(text, known[attributeName(field)]) === undefined;
    });

/** What was changed of them, as a merge patch; undefined: nothing. `known` are those that it was changed from. */
export function attributePatch<V extends DraftValues>(
  now: V,
  base: V,
  known: Attributes,
): Attributes | undefined {
  const patch: Attributes = {};
  for (const [field, value] of Object.entries(changesOf(now, base))) {
    if (!isAttribute(field)) continue;
    const name = attributeName(field);
    if (value === REMOVED) patch[name] = null;
    else patch[name] = mergePatch(known[name], readAs(String(value), known[name]));
  }
  return Object.keys(patch).length === 0 ? undefined : patch;
}

/** All of them, for a new row; `known` are those of the row that it is a copy of. */
export const attributesFrom = (values: AttributeValues, known: Attributes): Attributes =>
  Object.fromEntries(
    Object.keys(values)
      .filter(isAttribute)
      .filter((field) => values[field] !== REMOVED)
      .map((field) => {
        const name = attributeName(field);
        return [name, readAs((values[field] ?? '').trim(), known[name])];
      }),
  );

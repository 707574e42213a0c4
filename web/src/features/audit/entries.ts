// SPDX-License-Identifier: MIT
// What an entry of the log says, before it becomes words: which sentence, about whom, which fields.

import i18next from 'i18next';
import { isRecord } from '../../api/errors';
import type { Texts } from '../../i18n/texts';
import { type Day, dayIn } from '../../ui/calendar';
import type { AuditEvent } from './queries';

export const ENTITIES = [
  'deal',
  'deals',
  'client',
  'clients',
  'contact',
  'task',
  'activity',
  'pipeline',
  'stage',
  'product',
  'products',
  'operation',
  'job',
  'user',
  'session',
  'api_key',
  'organization',
  'module',
] as const;
export const ACTIONS = [
  'created',
  'updated',
  'deleted',
  'invited',
  'changed',
  'exported',
  'reused',
  'health_changed',
  'due',
  'finished',
] as const;

type WhatKey = keyof Texts['audit']['audit']['what'];
type FieldKey = keyof Texts['audit']['audit']['fields'];

const isWhatKey = (key: string): key is WhatKey => i18next.exists(`audit.what.${key}`);
export const isFieldKey = (key: string): key is FieldKey => i18next.exists(`audit.fields.${key}`);
export const isOneOf = <T extends string>(list: readonly T[], value: string): value is T =>
  list.some((each) => each === value);

/** The sentence of an entry; undefined: the panel has none for it yet. */
export function sentenceOf(event: AuditEvent): WhatKey | undefined {
  const { entity, action, changed, data } = event;
  if (entity === 'user' && action === 'updated' && changed.includes('is_active')) {
    return data?.is_active === false ? 'user_blocked' : 'user_unblocked';
  }
  if (entity === 'api_key' && action === 'updated' && changed.includes('revoked_at')) {
    return 'api_key_revoked';
  }
  const key = `${entity}_${action}`;
  return isWhatKey(key) ? key : undefined;
}

const NAMES = ['full_name', 'name', 'title', 'email'];

/** What the thing was called then. */
export function nameOf({ data }: AuditEvent): string | undefined {
  for (const field of NAMES) {
    const value = data?.[field];
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}

/** The id of whom an entry is about, where its data does not name it. A sign-in tells by its actor. */
export function subjectOf({ entity, entity_id, action, data }: AuditEvent): string | undefined {
  if (entity !== 'session') return entity_id;
  const userId = data?.user_id;
  return action !== 'created' && typeof userId === 'string' ? userId : undefined;
}

export interface Line {
  field: string;
  before?: unknown;
  after?: unknown;
  /** That it changed is told, the values are not. */
  isHidden?: boolean;
}

/** Of each row, and no news. */
const SILENT = new Set(['id', 'revision', 'updated_at']);

/** The fields of an entry: changed ones with both values, else all that was kept of the row, in the order in
 * which the panel names them; what it does not know comes last. */
export function linesOf(event: AuditEvent): Line[] {
  const { changed, data, before } = event;
  if (changed.length > 0) {
    return changed.map((field) => ({
      field,
      before: before?.[field],
      after: data?.[field],
      isHidden: !isIn(before, field),
    }));
  }
  const side = event.action === 'deleted' ? 'before' : 'after';
  const order = Object.keys(i18next.t('audit.fields', { returnObjects: true }));
  const placeOf = (field: string) => {
    const place = order.indexOf(field);
    return place < 0 ? order.length : place;
  };
  return Object.entries(data ?? {})
    .filter(([field, value]) => !SILENT.has(field) && !isNothing(value))
    .sort(([a], [b]) => placeOf(a) - placeOf(b))
    .map(([field, value]) => ({ field, [side]: value }));
}

const SHORT = 40;

/** The one change of an entry that is short enough to stand in its line. */
export function onlyChange(event: AuditEvent): Line | undefined {
  const [line, ...others] = event.changed.length === 0 ? [] : linesOf(event);
  if (!line || line.isHidden || others.length > 0) return undefined;
  return isShort(line.before) && isShort(line.after) ? line : undefined;
}

const isShort = (value: unknown): boolean => {
  const kind = kindOf(value);
  return kind !== 'list' && kind !== 'tree' && String(value).length <= SHORT;
};

const isIn = (row: AuditEvent['data'], field: string): boolean =>
  isRecord(row) && Object.hasOwn(row, field);

export function isNothing(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return isRecord(value) && Object.keys(value).length === 0;
}

export type Kind = 'nothing' | 'boolean' | 'number' | 'time' | 'list' | 'text' | 'tree';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d(:?\d\d)?)$/;

/** How a value is to be shown. */
export function kindOf(value: unknown): Kind {
  if (isNothing(value)) return 'nothing';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number') return 'number';
  if (Array.isArray(value)) {
    return value.every((item) => typeof item !== 'object' || item === null) ? 'list' : 'tree';
  }
  if (isRecord(value)) return 'tree';
  const text = String(value);
  return TIME.test(text) && !Number.isNaN(Date.parse(text)) ? 'time' : 'text';
}

/** Entries of one day together; they come in the order of time. */
export function byDay(events: AuditEvent[], zone: string): { day: Day; events: AuditEvent[] }[] {
  const days: { day: Day; events: AuditEvent[] }[] = [];
  for (const event of events) {
    const day = dayIn(zone, event.at);
    const last = days.at(-1);
    if (last?.day === day) last.events.push(event);
    else days.push({ day, events: [event] });
  }
  return days;
}

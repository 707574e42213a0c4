// SPDX-License-Identifier: MIT
// What an entry tells: the sentence, the name, each changed field with both values, secrets without any.

import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import texts from '../../i18n/ru/audit.json';
import { byDay, kindOf, linesOf, nameOf, onlyChange, sentenceOf, subjectOf } from './entries';
import type { AuditEvent } from './queries';

beforeAll(async () => {
  await i18next.init({ lng: 'ru', resources: { ru: { translation: texts } } });
});

const event = (more: Partial<AuditEvent>): AuditEvent => ({
  id: 1,
  at: '2026-11-21T12:00:00Z',
  actor: null,
  actor_name: null,
  actor_kind: null,
  entity: 'user',
  entity_id: 'u',
  action: 'updated',
  changed: [],
  data: null,
  before: null,
  note: null,
  ...more,
});

describe('sentenceOf', () => {
  it('tells blocking from other changes', () => {
    expect(sentenceOf(event({ changed: ['role'] }))).toBe('user_updated');
    expect(sentenceOf(event({ changed: ['is_active'], data: { is_active: false } }))).toBe(
      'user_blocked',
    );
    expect(sentenceOf(event({ changed: ['is_active'], data: { is_active: true } }))).toBe(
      'user_unblocked',
    );
    expect(sentenceOf(event({ entity: 'api_key', changed: ['revoked_at'] }))).toBe(
      'api_key_revoked',
    );
  });

  it('has none for what the panel does not know', () => {
    expect(sentenceOf(event({ entity: 'rocket', action: 'launched' }))).toBeUndefined();
  });
});

describe('linesOf', () => {
  it('sets both values of each changed field side by side', () => {
    const changed = event({
      changed: ['role', 'password'],
      data: { role: 'office', full_name: 'Айгуль' },
      before: { role: 'manager' },
    });
    expect(linesOf(changed)).toEqual([
      { field: 'role', before: 'manager', after: 'office', isHidden: false },
      { field: 'password', before: undefined, after: undefined, isHidden: true },
    ]);
    expect(nameOf(changed)).toBe('Айгуль');
  });

  it('shows what was kept of a row that came or went, without what says nothing', () => {
    const data = { id: 'x', revision: 1, updated_at: 't', name: 'Kaspi', features: [], note: null };
    expect(linesOf(event({ action: 'created', data }))).toEqual([
      { field: 'name', after: 'Kaspi' },
    ]);
    expect(linesOf(event({ action: 'deleted', data }))).toEqual([
      { field: 'name', before: 'Kaspi' },
    ]);
    expect(linesOf(event({ action: 'deleted' }))).toEqual([]);
  });

  it('keeps one order, whatever the server has', () => {
    const data = { zebra: 1, created_at: 't', role: 'admin', name: 'Kaspi' };
    const fields = linesOf(event({ action: 'created', data })).map(({ field }) => field);
    expect(fields).toEqual(['name', 'role', 'created_at', 'zebra']);
  });
});

describe('onlyChange', () => {
  const change = (before: unknown, after: unknown) =>
    onlyChange(event({ changed: ['role'], before: { role: before }, data: { role: after } }));

  it('is the one that is short and shown', () => {
    expect(change('manager', 'office')).toMatchObject({ before: 'manager', after: 'office' });
    expect(change('manager', 'x'.repeat(41))).toBeUndefined();
    expect(change('manager', { a: 1 })).toBeUndefined();
    expect(onlyChange(event({ changed: ['password'], data: {}, before: {} }))).toBeUndefined();
    expect(
      onlyChange(event({ changed: ['a', 'b'], data: { a: 1, b: 1 }, before: { a: 0, b: 0 } })),
    ).toBeUndefined();
    expect(onlyChange(event({ action: 'created', data: { a: 1 } }))).toBeUndefined();
  });
});

describe('subjectOf', () => {
  it('is the thing itself, of a session its user', () => {
    expect(subjectOf(event({}))).toBe('u');
    const session = { entity: 'session', entity_id: 's', data: { user_id: 'u' } };
    expect(subjectOf(event({ ...session, action: 'reused' }))).toBe('u');
    expect(subjectOf(event({ ...session, action: 'created' }))).toBeUndefined();
  });
});

describe('kindOf', () => {
  it.each([
    [null, 'nothing'],
    ['', 'nothing'],
    [[], 'nothing'],
    [{}, 'nothing'],
    [false, 'boolean'],
    [0, 'number'],
    ['2026-11-21T12:00:00.123456+00:00', 'time'],
    ['2026-11-21T12:00:00Z', 'time'],
    ['2026-11-21', 'text'],
    ['Kaspi', 'text'],
    [['a', 1], 'list'],
    [[{ a: 1 }], 'tree'],
    [{ a: 1 }, 'tree'],
  ] as const)('%j is %s', (value, kind) => {
    expect(kindOf(value)).toBe(kind);
  });
});

describe('byDay', () => {
  it('keeps the order and parts the days', () => {
    const events = [
      event({ id: 3, at: '2026-11-21T12:00:00Z' }),
      event({ id: 2, at: '2026-11-20T19:30:00Z' }),
      event({ id: 1, at: '2026-11-19T11:00:00Z' }),
    ];
    const idsIn = (zone: string) =>
      byDay(events, zone).map(({ events: ofDay }) => ofDay.map(({ id }) => id));
    expect(idsIn('Asia/Almaty')).toEqual([[3, 2], [1]]);
    expect(idsIn('UTC')).toEqual([[3], [2], [1]]);
  });
});

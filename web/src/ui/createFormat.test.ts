// SPDX-License-Identifier: MIT
// Spans and shares as people read them; Kazakh must not fall back to English.

import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import kk from '../i18n/kk/common.json';
import ru from '../i18n/ru/common.json';
import { createFormat } from './createFormat';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const ago = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();

beforeAll(async () => {
  await i18next.init({
    resources: { ru: { translation: ru }, kk: { translation: kk } },
    interpolation: { escapeValue: false },
  });
});

const format = (language: string) =>
  createFormat(language, i18next.getFixedT(language), 'Asia/Almaty');

describe('createFormat', () => {
  it('tells how long ago', () => {
    const { ago: words } = format('ru');
    expect(words(ago(20), NOW)).toBe('только что');
    expect(words(ago(130), NOW)).toBe('2 мин назад');
    expect(words(ago(3 * 3600 + 5), NOW)).toBe('3 ч назад');
    expect(words(ago(50 * 3600), NOW)).toBe('2 дн. назад');
    expect(format('kk').ago(ago(130), NOW)).toBe('2 мин бұрын');
  });

  it('never rounds a flaw away', () => {
    expect(format('ru').percent(0.999_99)).toMatch(/^99,99\s%$/);
    expect(format('ru').percent(1)).toMatch(/^100\s%$/);
    expect(format('ru').percent(0.9973)).toMatch(/^99,73\s%$/);
    expect(format('kk').percent(0.5)).toMatch(/^50\s%$/);
  });

  it('writes what people set to the minute, and what happened to the second', () => {
    expect(format('ru').moment(NOW)).toMatch(/^21\sнояб\.\s2026\sг\.,\s17:00$/);
    expect(format('ru').dateTime(NOW)).toMatch(/^21\sнояб\.\s2026\sг\.,\s17:00:00$/);
    expect(format('kk').moment(NOW)).toMatch(/^21\.11\.2026.*17:00$/);
  });

  it('writes durations in two units at most', () => {
    const { duration, milliseconds } = format('ru');
    expect(duration(42)).toBe('42 с');
    expect(duration(780)).toBe('13 мин');
    expect(duration(2 * 3600 + 60)).toBe('2 ч 1 мин');
    expect(duration(3 * 86_400)).toBe('3 дн.');
    expect(milliseconds(240)).toBe('240 мс');
    expect(milliseconds(12_340)).toBe('12,3 с');
  });

  it("shows the zone's clocks, and days that no zone moves", () => {
    const { date, fullDate, time, day, fullDay } = format('ru');
    expect(time('2026-11-21T20:30:00Z')).toBe('01:30');
    expect(date('2026-11-21T20:30:00Z')).toBe('22 нояб.');
    expect(fullDate('2026-11-21T20:30:00Z')).toBe('22 ноября 2026 г.');
    expect(day('2026-11-21')).toBe('21 нояб.');
    expect(fullDay('2026-11-21')).toBe('21 ноября 2026 г.');
  });

  it('has months and weekdays of its own in each language', () => {
    expect(format('ru').month('2026-11-21')).toBe('Ноябрь 2026');
    expect(format('kk').month('2026-11-21')).toBe('Қараша 2026');
    expect(format('kk').weekday('2026-11-21')).toBe('Сб');
    expect(format('ru').weekday('2026-11-23')).toBe('Пн');
  });
});

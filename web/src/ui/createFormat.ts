// SPDX-License-Identifier: MIT
// Numbers, times and durations as people of each language write them. Intl does the numbers and dates; the
// words for spans are ours, because browsers do not carry Kazakh ones (they claim to, and write English).
// So Kazakh numbers follow the Russian rules, which are the same, and Kazakh months are written as figures. Times are
// those of the organisation's zone.

import type { TFunction } from 'i18next';
import { type Day, weekdayOf } from './calendar';

const MINUTE_S = 60;
const HOUR_S = 3600;
const DAY_S = 86_400;
const LONG_MS = 10_000;

export interface Format {
  number: (value: number) => string;
  /** A share of 0-1; never rounds a flaw away: 0.99999 is 99.99 %, not 100 %. */
  percent: (share: number) => string;
  milliseconds: (ms: number) => string;
  /** "2 min ago"; the seconds of the last minute are not counted out. */
  ago: (iso: string, now: number) => string;
  /** To the second: when something happened. */
  dateTime: (time: string | number) => string;
  /** To the minute: what people have set or wait for. */
  moment: (time: string | number) => string;
  date: (time: string | number) => string;
  /** With the year. */
  fullDate: (time: string | number) => string;
  time: (time: string | number) => string;
  /** A day by its name, which is the same in every zone. */
  day: (day: Day) => string;
  /** With the year. */
  fullDay: (day: Day) => string;
  /** "ноябрь 2026" */
  month: (day: Day) => string;
  /** "Пн" */
  weekday: (day: Day) => string;
  duration: (seconds: number) => string;
}

const MONTHS = [
  'jan',
  'feb',
  'mar',
  'apr',
  'may',
  'jun',
  'jul',
  'aug',
  'sep',
  'oct',
  'nov',
  'dec',
] as const;
const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

export function createFormat(language: string, t: TFunction, timeZone: string): Format {
  const isKazakh = language === 'kk';
  const locale = isKazakh ? 'ru' : language;
  const month = isKazakh ? '2-digit' : 'short';
  const plain = new Intl.NumberFormat(locale);
  const tenth = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 });
  const clock = { hour: '2-digit', minute: '2-digit', hour12: false } as const;
  const toMinute = { timeZone, day: 'numeric', month, year: 'numeric', ...clock } as const;
  const moments = new Intl.DateTimeFormat(locale, toMinute);
  const full = new Intl.DateTimeFormat(locale, { ...toMinute, second: '2-digit' });
  const short = { day: 'numeric', month } as const;
  const long = { day: 'numeric', month: isKazakh ? '2-digit' : 'long', year: 'numeric' } as const;
  const dates = new Intl.DateTimeFormat(locale, { timeZone, ...short });
  const fullDates = new Intl.DateTimeFormat(locale, { timeZone, ...long });
  const hours = new Intl.DateTimeFormat(locale, { timeZone, ...clock });
  const days = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...short });
  const fullDays = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...long });

  const span = (unit: 's' | 'min' | 'h' | 'd', count: number) =>
    t(`time.${unit}`, { n: plain.format(count) });
  const pair = (
    seconds: number,
    bigS: number,
    big: 'h' | 'd',
    smallS: number,
    small: 'min' | 'h',
  ) => {
    const rest = Math.floor((seconds % bigS) / smallS);
    const whole = span(big, Math.floor(seconds / bigS));
    return rest === 0 ? whole : `${whole} ${span(small, rest)}`;
  };
  const whole = (seconds: number) => {
    if (seconds < HOUR_S) return span('min', Math.floor(seconds / MINUTE_S));
    if (seconds < DAY_S) return span('h', Math.floor(seconds / HOUR_S));
    return span('d', Math.floor(seconds / DAY_S));
  };

  return {
    number: plain.format,
    percent: (value) => share.format(Math.floor(value * 10_000 + 1e-6) / 10_000),
    milliseconds: (ms) =>
      ms < LONG_MS
        ? t('time.ms', { n: plain.format(ms) })
        : t('time.s', { n: tenth.format(ms / 1000) }),
    ago: (iso, now) => {
      const seconds = Math.max(0, (now - Date.parse(iso)) / 1000);
      return seconds < MINUTE_S ? t('time.justNow') : t('time.ago', { span: whole(seconds) });
    },
    dateTime: (time) => full.format(new Date(time)),
    moment: (time) => moments.format(new Date(time)),
    date: (time) => dates.format(new Date(time)),
    fullDate: (time) => fullDates.format(new Date(time)),
    time: (time) => hours.format(new Date(time)),
    day: (day) => days.format(new Date(day)),
    fullDay: (day) => fullDays.format(new Date(day)),
    month: (day) =>
      `${t(`time.months.${MONTHS[Number(day.slice(5, 7)) - 1] ?? 'jan'}`)} ${day.slice(0, 4)}`,
    weekday: (day) => t(`time.weekdays.${WEEKDAYS[weekdayOf(day)] ?? 'mon'}`),
    duration: (seconds) => {
      if (seconds < MINUTE_S) return span('s', Math.round(seconds));
      if (seconds < HOUR_S) return span('min', Math.round(seconds / MINUTE_S));
      if (seconds < DAY_S) return pair(seconds, HOUR_S, 'h', MINUTE_S, 'min');
      return pair(seconds, DAY_S, 'd', HOUR_S, 'h');
    },
  };
}

// SPDX-License-Identifier: MIT
// Numbers, times and durations as people of each language write them; Intl does the work.

import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

const MINUTE_S = 60;
const HOUR_S = 3600;
const DAY_S = 86_400;

export interface Format {
  number: (value: number) => string;
  /** A share of 0-1; never rounds a flaw away: 0.9999 is 99.99 %, not 100 %. */
  percent: (share: number) => string;
  milliseconds: (ms: number) => string;
  /** "2 minutes ago"; the seconds of the last minute are not counted out. */
  ago: (iso: string, now: number) => string;
  dateTime: (time: string | number) => string;
  date: (time: string | number) => string;
  time: (time: string | number) => string;
  duration: (seconds: number) => string;
}

export function createFormat(language: string, justNow: string): Format {
  const plain = new Intl.NumberFormat(language);
  const share = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 2 });
  const relative = new Intl.RelativeTimeFormat(language, { style: 'short' });
  const full = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' });
  const day = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short' });
  const clock = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' });
  const unit = (name: 'millisecond' | 'second' | 'minute' | 'hour' | 'day', digits = 0) =>
    new Intl.NumberFormat(language, {
      style: 'unit',
      unit: name,
      unitDisplay: 'short',
      maximumFractionDigits: digits,
    });
  const units = {
    ms: unit('millisecond'),
    s: unit('second'),
    s1: unit('second', 1),
    min: unit('minute'),
    h: unit('hour'),
    d: unit('day'),
  };
  return {
    number: plain.format,
    percent: (value) => share.format(Math.floor(value * 10_000) / 10_000),
    milliseconds: (ms) => (ms < 10_000 ? units.ms.format(ms) : units.s1.format(ms / 1000)),
    ago: (iso, now) => {
      const seconds = Math.max(0, (now - Date.parse(iso)) / 1000);
      if (seconds < MINUTE_S) return justNow;
      if (seconds < HOUR_S) return relative.format(-Math.floor(seconds / MINUTE_S), 'minute');
      if (seconds < DAY_S) return relative.format(-Math.floor(seconds / HOUR_S), 'hour');
      return relative.format(-Math.floor(seconds / DAY_S), 'day');
    },
    dateTime: (time) => full.format(new Date(time)),
    date: (time) => day.format(new Date(time)),
    time: (time) => clock.format(new Date(time)),
    duration: (seconds) => {
      if (seconds < MINUTE_S) return units.s.format(Math.round(seconds));
      if (seconds < HOUR_S) return units.min.format(Math.round(seconds / MINUTE_S));
      if (seconds < DAY_S) return pair(seconds, HOUR_S, units.h, MINUTE_S, units.min);
      return pair(seconds, DAY_S, units.d, HOUR_S, units.h);
    },
  };
}

function pair(
  seconds: number,
  big: number,
  bigUnit: Intl.NumberFormat,
  small: number,
  smallUnit: Intl.NumberFormat,
): string {
  const whole = Math.floor(seconds / big);
  const rest = Math.floor((seconds % big) / small);
  return rest === 0 ? bigUnit.format(whole) : `${bigUnit.format(whole)} ${smallUnit.format(rest)}`;
}

export function useFormat(): Format {
  const { t, i18n } = useTranslation();
  const language = i18n.resolvedLanguage ?? 'ru';
  const justNow = t('common.justNow');
  return useMemo(() => createFormat(language, justNow), [language, justNow]);
}

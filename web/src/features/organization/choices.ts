// SPDX-License-Identifier: MIT
// Currencies and time zones to choose from, as the browser knows them, in the person's language. A value that
// the browser does not know stays choosable.

export interface Choice {
  value: string;
  label: string;
}

/** Browsers carry no Kazakh names; Russian ones are understood. */
const localeOf = (language: string) => (language === 'kk' ? 'ru' : language);

/** What is used around here comes first. */
const FIRST_CURRENCIES = ['KZT', 'RUB', 'USD', 'EUR', 'UZS', 'KGS', 'CNY'];

export function currencyChoices(language: string, current: string): Choice[] {
  const names = new Intl.DisplayNames(localeOf(language), { type: 'currency' });
  const codes = [...new Set([...FIRST_CURRENCIES, ...Intl.supportedValuesOf('currency'), current])];
  return codes.map((value) => ({ value, label: labelOf(value, names.of(value)) }));
}

const labelOf = (code: string, name: string | undefined) =>
  name === undefined || name === code ? code : `${code} · ${name}`;

export function zoneChoices(current: string, now: Date): Choice[] {
  const zones = [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', current])].sort();
  return zones.map((value) => ({
    value,
    label: `${value.replaceAll('_', ' ')} · ${offsetOf(value, now)}`,
  }));
}

/** "UTC+5": how far the zone's clocks are from UTC at that moment. */
export function offsetOf(zone: string, at: Date): string {
  try {
    const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
    const name = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [, sign = '+', hours = '0', minutes = '00'] = /([+-])(\d+):(\d+)/.exec(name) ?? [];
    const rest = minutes === '00' ? '' : `:${minutes}`;
    return `UTC${sign === '-' ? '−' : '+'}${Number(hours)}${rest}`;
  } catch {
    return '?';
  }
}

/** The time on the zone's clocks. */
export function clockOf(zone: string, at: Date): string {
  try {
    return new Intl.DateTimeFormat('ru', {
      timeZone: zone,
      hour: '2-digit',
      minute: '2-digit',
    }).format(at);
  } catch {
    return '?';
  }
}

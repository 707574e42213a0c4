// SPDX-License-Identifier: MIT
// Sums as people type and read them: "12 345,50". Typed, comma and point both part the decimals, spaces of any kind
// group; what could mean two things ("1,299") is not guessed at. Kept and sent, a sum is a number with two decimals
// at most.

import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

export const MOST_MONEY = 999_999_999_999;

const GAPS = /[\s\u00a0\u202f']/g;
const UNIT = /(\p{Sc}|\p{L}{2,3}\.?)$/u;
const SUM = /^\d{1,15}(?:[.,]\d{0,2})?$/;

/** The sum that a text means; undefined: none. */
export function parseMoney(text: string): number | undefined {
  const bare = text.replace(GAPS, '').replace(UNIT, '');
  if (!SUM.test(bare)) return undefined;
  const value = Number(bare.replace(',', '.'));
  return value <= MOST_MONEY ? value : undefined;
}

/** One spelling for each sum, so that "12 345,50" and "12345.5" are no change; other texts stay as they are. */
export function plainMoney(text: string): string {
  const value = parseMoney(text);
  return value === undefined ? text : String(value);
}

/** A sum as it stands in a field that is not being typed into. */
export function typedMoney(text: string, language: string): string {
  const value = parseMoney(text);
  if (value === undefined) return text;
  const [whole = '', decimals] = (Number.isInteger(value) ? String(value) : value.toFixed(2)).split(
    '.',
  );
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '\u00a0');
  return decimals === undefined ? grouped : `${grouped}${language === 'en' ? '.' : ','}${decimals}`;
}

export type MoneyFormat = (value: number, currency: string) => string;

/** "12 345,50 ₸"; whole sums without decimals. Kept by currency, because a table shows thousands of them. */
export function createMoneyFormat(language: string): MoneyFormat {
  const locale = language === 'kk' ? 'ru' : language;
  const known = new Map<string, Intl.NumberFormat>();
  return (value, currency) => {
    const isWhole = Number.isInteger(value);
    const key = `${currency} ${isWhole}`;
    let format = known.get(key);
    if (!format) {
      const decimals = isWhole ? 0 : 2;
      format = new Intl.NumberFormat(locale, {
        style: 'currency',
        currency,
        currencyDisplay: 'narrowSymbol',
        minimumFractionDigits: decimals,
        maximumFractionDigits: decimals,
      });
      known.set(key, format);
    }
    return format.format(value);
  };
}

export function useMoney(): MoneyFormat {
  const { i18n } = useTranslation();
  const language = i18n.resolvedLanguage ?? 'ru';
  return useMemo(() => createMoneyFormat(language), [language]);
}

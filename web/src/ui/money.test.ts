// SPDX-License-Identifier: MIT
// Sums are understood as people here write them, and nothing is guessed.

import { describe, expect, it } from 'vitest';
import { createMoneyFormat, parseMoney, plainMoney, typedMoney } from './money';

const NBSP = '\u00a0';

describe('parseMoney', () => {
  it.each([
    ['0', 0],
    ['12345', 12345],
    ['12 345,50', 12345.5],
    [`12${NBSP}345.5`, 12345.5],
    ['1\u202f299 000', 1299000],
    [' 799 ₸', 799],
    ['799 тг', 799],
    ['5,', 5],
    ['999 999 999 999', 999999999999],
  ])('understands %s', (text, value) => expect(parseMoney(text)).toBe(value));

  it.each(['', ' ', '-1', '1,299', '1.299,00', '12a', '1e5', 'NaN', '999 999 999 999,01'])(
    'does not guess at "%s"',
    (text) => expect(parseMoney(text)).toBeUndefined(),
  );
});

describe('a field', () => {
  it('keeps one spelling of a sum, and what is none', () => {
    expect(plainMoney('12 345,50')).toBe('12345.5');
    expect(plainMoney('1,299')).toBe('1,299');
  });

  it('shows thousands apart', () => {
    expect(typedMoney('12345.5', 'ru')).toBe(`12${NBSP}345,50`);
    expect(typedMoney('12345.5', 'en')).toBe(`12${NBSP}345.50`);
    expect(typedMoney('1299000', 'kk')).toBe(`1${NBSP}299${NBSP}000`);
    expect(typedMoney('abc', 'ru')).toBe('abc');
  });

  it('takes back what it shows', () => {
    for (const language of ['ru', 'kk', 'en']) {
      expect(parseMoney(typedMoney('7654321.09', language))).toBe(7654321.09);
    }
  });
});

it('sums carry their currency', () => {
  const format = createMoneyFormat('ru');
  expect(format(12345, 'KZT')).toBe(`12${NBSP}345${NBSP}₸`);
  expect(format(12345.5, 'KZT')).toBe(`12${NBSP}345,50${NBSP}₸`);
});

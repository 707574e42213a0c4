// SPDX-License-Identifier: MIT
// Telephone numbers and BIN/IIN are understood as the server understands them.

import { describe, expect, it } from 'vitest';
import { binIinProblem } from './binIin';
import { parsePhone, plainPhone, showPhone } from './phone';

describe('a telephone number', () => {
  it.each([
    ['8 707 123-45-67', '+77071234567'],
    ['+7 (707) 123 45 67', '+77071234567'],
    ['77071234567', '+77071234567'],
    ['7071234567', '+77071234567'],
    ['8(727)\u00a0250.10.20', '+77272501020'],
    ['+49 30 901820', '+4930901820'],
    ['00 49 30 901820', '+4930901820'],
  ])('is understood: %s', (text, phone) => expect(parsePhone(text)).toBe(phone));

  it.each([
    '',
    '12345',
    '8 107 123 45 67',
    '+7 707 123 45',
    '9 707 123 45 67',
    'none',
    '+0123456789',
  ])('is not guessed at: "%s"', (text) => expect(parsePhone(text)).toBeUndefined());

  it('is shown in groups, and has one spelling', () => {
    expect(showPhone('+77071234567')).toBe('+7 707 123 45 67');
    expect(showPhone('+4930901820')).toBe('+4930901820');
    expect(showPhone('доб. 12')).toBe('доб. 12');
    expect(plainPhone('8 707 123 45 67')).toBe('+77071234567');
    expect(plainPhone('8 707')).toBe('8 707');
  });
});

describe('a BIN or IIN', () => {
  it('is checked by its last digit', () => {
    expect(binIinProblem('060 140 000 172')).toBeUndefined();
    expect(binIinProblem('060140000171')).toBe('check_digit');
    expect(binIinProblem('06014000017')).toBe('length');
    expect(binIinProblem('06014000017x')).toBe('not_digits');
  });
});

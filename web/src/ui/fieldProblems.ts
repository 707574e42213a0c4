// SPDX-License-Identifier: MIT
// What can be wrong with a text, in words; undefined where nothing is. The rules repeat the contract's, to
// answer before the request does.

import type { TFunction } from 'i18next';
import { bareBinIin, binIinProblem } from './binIin';
import { parsePhone } from './phone';

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

export function textProblem(t: TFunction, value: string, max: number, isRequired = true) {
  const { length } = [...value.trim()];
  if (isRequired && length === 0) return t('problems.required');
  return length > max ? t('problems.tooLong', { max }) : undefined;
}

export function emailProblem(t: TFunction, value: string) {
  const problem = textProblem(t, value, 254);
  return problem ?? (EMAIL.test(value.trim()) ? undefined : t('problems.email'));
}

/** Of a number that may be left out. */
export function phoneProblem(t: TFunction, value: string) {
  const isFine = value.trim() === '' || parsePhone(value) !== undefined;
  return isFine ? undefined : t('problems.phone');
}

/** Of a BIN or IIN that may be left out. */
export function binIinWords(t: TFunction, value: string) {
  if (value.trim() === '') return undefined;
  switch (binIinProblem(value)) {
    case 'not_digits':
      return t('problems.binIinDigits');
    case 'length':
      return t('problems.binIinLength', { n: bareBinIin(value).length });
    case 'check_digit':
      return t('problems.binIinCheck');
    default:
      return undefined;
  }
}

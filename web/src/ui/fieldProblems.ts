// SPDX-License-Identifier: MIT
// What can be wrong with a text, in words; undefined where nothing is. The rules repeat the contract's, to
// answer before the request does.

import type { TFunction } from 'i18next';

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

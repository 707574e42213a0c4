// SPDX-License-Identifier: MIT
// What a failed request is called in the person's language: by its stable code where we know it, else in
// the server's own words, with the request id where only the server's log can tell more.

import i18next, { type TFunction } from 'i18next';
import { ApiError } from '../api/errors';
import type { Texts } from '../i18n/texts';

type ErrorKey = keyof Texts['common']['errors'];

function isErrorKey(code: string): code is ErrorKey {
  return i18next.exists(`errors.${code}`);
}

export function errorText(t: TFunction, error: unknown): string {
  if (!(error instanceof ApiError)) return t('errors.unexpected');
  const text = isErrorKey(error.code) ? t(`errors.${error.code}`) : error.message;
  const needsId = error.status >= 500 && error.requestId !== undefined;
  return needsId ? `${text} ${t('common.requestId', { id: error.requestId })}` : text;
}

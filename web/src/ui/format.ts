// SPDX-License-Identifier: MIT
// The formats of the language that is spoken, by the organisation's clocks.

import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { createFormat, type Format } from './createFormat';
import { useTimeZone } from './timeZone';

export type { Format };

export function useFormat(): Format {
  const { t, i18n } = useTranslation();
  const language = i18n.resolvedLanguage ?? 'ru';
  const zone = useTimeZone();
  return useMemo(() => createFormat(language, t, zone), [language, t, zone]);
}

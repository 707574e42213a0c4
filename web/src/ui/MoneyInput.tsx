// SPDX-License-Identifier: MIT
// A field for a sum.

import { useTranslation } from 'react-i18next';
import { plainMoney, typedMoney } from './money';
import { NotatedInput, type NotatedInputProps } from './NotatedInput';

export function MoneyInput(props: NotatedInputProps) {
  const { i18n } = useTranslation();
  const language = i18n.resolvedLanguage ?? 'ru';
  return (
    <NotatedInput
      inputMode="decimal"
      {...props}
      plain={plainMoney}
      show={(text) => typedMoney(text, language)}
    />
  );
}

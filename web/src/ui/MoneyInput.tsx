// SPDX-License-Identifier: MIT
// A field for a sum. While it is typed into it shows what was typed, afterwards the sum as it was understood.

import { TextInput, type TextInputProps } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { plainMoney, typedMoney } from './money';

interface MoneyInputProps extends Omit<TextInputProps, 'value' | 'onChange' | 'type'> {
  /** As plainMoney() has it. */
  value: string;
  onChange: (text: string) => void;
}

export function MoneyInput({ value, onChange, onBlur, ...props }: MoneyInputProps) {
  const { i18n } = useTranslation();
  const [typed, setTyped] = useState<string>();
  return (
    <TextInput
      {...props}
      inputMode="decimal"
      autoComplete="off"
      value={typed ?? typedMoney(value, i18n.resolvedLanguage ?? 'ru')}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        onChange(plainMoney(event.currentTarget.value));
      }}
      onBlur={(event) => {
        setTyped(undefined);
        onBlur?.(event);
      }}
    />
  );
}

// SPDX-License-Identifier: MIT
// One of the panel's languages, each by its own name.

import { Select, type SelectProps } from '@mantine/core';
import { LANGUAGES, type Language } from '../i18n';

interface LanguageSelectProps extends Omit<SelectProps, 'data' | 'value' | 'onChange'> {
  value: string;
  onChange: (language: Language) => void;
}

export function LanguageSelect({ onChange, ...props }: LanguageSelectProps) {
  return (
    <Select
      {...props}
      allowDeselect={false}
      data={LANGUAGES.map(({ code, name }) => ({ value: code, label: name }))}
      onChange={(value) => {
        const chosen = LANGUAGES.find(({ code }) => code === value);
        if (chosen) onChange(chosen.code);
      }}
    />
  );
}

export const languageName = (code: string): string =>
  LANGUAGES.find((language) => language.code === code)?.name ?? code;

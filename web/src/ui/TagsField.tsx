// SPDX-License-Identifier: MIT
// Words that are chosen or typed, several of them: tags of a row, or what a list is narrowed down by.

import { TagsInput, type TagsInputProps } from '@mantine/core';
import '@mantine/core/styles/Pill.layer.css';
import '@mantine/core/styles/PillsInput.layer.css';
import { useTranslation } from 'react-i18next';

const MOST_TAGS = 50;
export const LONGEST_TAG = 50;

export function TagsField({ value = [], onChange, ...rest }: TagsInputProps) {
  const { t } = useTranslation();
  return (
    <TagsInput
      maxTags={MOST_TAGS}
      maxDropdownHeight={260}
      acceptValueOnBlur
      splitChars={[',', ';']}
      isDuplicate={(tag, all) => all.some((each) => each.toLowerCase() === tag.toLowerCase())}
      {...rest}
      clearButtonProps={{ 'aria-label': t('common.clear') }}
      value={value}
      onChange={(tags) => onChange?.(tags.map((tag) => tag.trim()).filter((tag) => tag !== ''))}
    />
  );
}

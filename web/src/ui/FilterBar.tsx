// SPDX-License-Identifier: MIT
// What narrows a list down, in one row above it; below each other on a phone.

import { CloseButton, TextInput } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './FilterBar.module.css';

export function FilterBar({ label, children }: { label: string; children: ReactNode }) {
  return (
    <search className={classes.root} aria-label={label}>
      {children}
    </search>
  );
}

interface SearchInputProps {
  label: string;
  value: string;
  onChange: (text: string) => void;
}

export function SearchInput({ label, value, onChange }: SearchInputProps) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  useHotkeys([['slash', () => input.current?.focus(), { usePhysicalKeys: true }]]);
  return (
    <TextInput
      ref={input}
      className={classes.search ?? ''}
      aria-label={label}
      aria-keyshortcuts="/"
      placeholder={label}
      value={value}
      maxLength={120}
      leftSection={<IconSearch size={16} stroke={1.7} />}
      rightSection={
        value !== '' && (
          <CloseButton
            size="sm"
            aria-label={t('filters.clearSearch')}
            onClick={() => onChange('')}
          />
        )
      }
      onChange={(event) => onChange(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onChange('');
      }}
    />
  );
}

// SPDX-License-Identifier: MIT
// Filters beside the search; on a phone behind a button that tells how many are set.

import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconFilter } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useShell } from './AppShell';

interface FoldedFiltersProps {
  /** How many are set. */
  count: number;
  children: ReactNode;
}

export function FoldedFilters({ count, children }: FoldedFiltersProps) {
  const { t } = useTranslation();
  const { isPhone } = useShell();
  const [isOpen, { toggle }] = useDisclosure(false);
  if (!isPhone) return children;
  return (
    <>
      <Button
        fullWidth
        variant="default"
        aria-expanded={isOpen}
        leftSection={<IconFilter size={16} stroke={1.7} />}
        onClick={toggle}
      >
        {t('filters.title')}
        {count > 0 && ` · ${count}`}
      </Button>
      {isOpen && children}
    </>
  );
}

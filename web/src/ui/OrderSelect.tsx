// SPDX-License-Identifier: MIT
// The order of a table on a phone, where it has no heads to click on.

import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useShell } from './AppShell';

interface OrderSelectProps {
  sort: readonly string[];
  /** Orders by their words, `-name`, beside the usual one. */
  orders: { value: string; label: string }[];
  onSort: (sort: string[]) => void;
}

export function OrderSelect({ sort, orders, onSort }: OrderSelectProps) {
  const { t } = useTranslation();
  const { isPhone } = useShell();
  if (!isPhone) return null;
  const value = sort.join(',');
  return (
    <Select
      aria-label={t('table.order')}
      data={[{ value: '', label: t('table.newest') }, ...orders]}
      allowDeselect={false}
      value={orders.some((order) => order.value === value) ? value : ''}
      onChange={(next) => onSort(next ? next.split(',') : [])}
    />
  );
}

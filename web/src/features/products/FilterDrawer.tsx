// SPDX-License-Identifier: MIT
// The filters and the order on a phone, where a table has no heads to hold them.

import { Button, Drawer, Input, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import '../../ui/overlayStyles';
import { COLUMNS } from './columns';
import classes from './FilterDrawer.module.css';
import { ColumnFilter } from './Filters';
import type { Filters, ProductFilter, View } from './view';

interface FilterDrawerProps {
  isOpen: boolean;
  view: View;
  asked: ProductFilter;
  tooBroad: readonly string[];
  onFilter: (change: Filters) => void;
  onSort: (sort: string[]) => void;
  onReset: () => void;
  onClose: () => void;
}

const ORDERS = [
  'name',
  '-price',
  'price',
  '-stock',
  'stock',
  '-updated_at',
  '-created_at',
] as const;

export default function FilterDrawer(props: FilterDrawerProps) {
  const { isOpen, view, asked, tooBroad, onFilter, onSort, onReset, onClose } = props;
  const { t } = useTranslation();
  const order = view.sort.join(',');
  const isUsual = ORDERS.some((each) => each === order) || order === '';
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      position="bottom"
      size="88%"
      title={t('filters.title')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <div className={classes.fields}>
        <Select
          label={t('catalogue.order')}
          data={[
            { value: '', label: t('catalogue.orders.newest') },
            ...ORDERS.map((value) => ({ value, label: t(`catalogue.orders.${value}`) })),
            ...(isUsual ? [] : [{ value: order, label: t('catalogue.orders.own') }]),
          ]}
          allowDeselect={false}
          value={order}
          onChange={(value) => onSort(value ? value.split(',') : [])}
        />
        {COLUMNS.filter(({ filter }) => filter !== undefined).map((column) => (
          <Input.Wrapper
            key={column.key}
            labelElement="div"
            label={t(`catalogue.fields.${column.key}`)}
          >
            <ColumnFilter
              column={column}
              filters={view.filters}
              asked={asked}
              isNarrow={false}
              isTooBroad={tooBroad.includes(column.key)}
              onChange={onFilter}
            />
          </Input.Wrapper>
        ))}
      </div>
      <div className={classes.foot}>
        <Button variant="default" onClick={onReset}>
          {t('filters.reset')}
        </Button>
        <Button onClick={onClose}>{t('catalogue.show')}</Button>
      </div>
    </Drawer>
  );
}

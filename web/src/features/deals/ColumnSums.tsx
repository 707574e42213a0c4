// SPDX-License-Identifier: MIT
// What the deals of a stage are worth; looked at closer, what of it may be expected.

import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/me';
import type { BoardColumn } from '../../api/types';
import { useFormat } from '../../ui/format';
import { useMoney } from '../../ui/money';
import classes from './ColumnSums.module.css';

export function ColumnSums({ column }: { column: BoardColumn }) {
  const { t } = useTranslation();
  const money = useMoney();
  const format = useFormat();
  const { currency } = useMe().organization;
  const others = column.other_amounts.map((each) => money(each.amount, each.currency));
  const sums = [money(column.total_amount, currency), ...others].join(' + ');
  const weighted = t('deals.weighted', {
    sum: money(column.weighted_amount, currency),
    share: format.percent(column.probability / 100),
  });
  return (
    <Tooltip
      label={weighted}
      multiline
      maw={280}
      events={{ hover: true, focus: true, touch: true }}
    >
      <button type="button" className={classes.root} aria-label={`${sums}. ${weighted}`}>
        {sums}
      </button>
    </Tooltip>
  );
}

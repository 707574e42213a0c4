// SPDX-License-Identifier: MIT
// From page to page of a list that counts its rows; nothing where one page holds them all.

import { ActionIcon } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from './format';
import classes from './Pager.module.css';

interface PagerProps {
  page: number;
  pageSize: number;
  total: number;
  /** There are about so many. */
  isEstimate?: boolean;
  /** Whether another page follows, where counting does not tell. */
  hasNext?: boolean;
  onPage: (page: number) => void;
}

export function Pager(props: PagerProps) {
  const { page, pageSize, total, isEstimate = false, onPage } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const last = Math.max(1, Math.ceil(total / pageSize));
  const { hasNext = page < last } = props;
  if (page === 1 && !hasNext) return null;
  const from = Math.min(total, (page - 1) * pageSize + 1);
  const to = Math.min(total, page * pageSize);
  return (
    <nav className={classes.root} aria-label={t('pager.label')}>
      <span className={classes.count} aria-live="polite">
        {t('pager.range', {
          from: format.number(from),
          to: format.number(to),
          total: `${isEstimate ? '≈\u00a0' : ''}${format.number(total)}`,
        })}
      </span>
      <ActionIcon
        size={34}
        variant="default"
        aria-label={t('pager.previous')}
        disabled={page <= 1}
        onClick={() => onPage(Math.min(page - 1, last))}
      >
        <IconChevronLeft size={17} />
      </ActionIcon>
      <ActionIcon
        size={34}
        variant="default"
        aria-label={t('pager.next')}
        disabled={!hasNext}
        onClick={() => onPage(page + 1)}
      >
        <IconChevronRight size={17} />
      </ActionIcon>
    </nav>
  );
}

// SPDX-License-Identifier: MIT
// What the table shows: its columns, how close its rows stand; and the products that fit as a file.

import { Button, Menu } from '@mantine/core';
import { IconAdjustmentsHorizontal, IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { errorText } from '../../ui/errorText';
import { notifyDone, notifyFailed } from '../../ui/notices';
import { saveFile } from '../../ui/saveFile';
import { COLUMNS, type ColumnKey, DEFAULT_COLUMNS } from './columns';
import { exportProducts } from './queries';
import type { Density, Query } from './view';

interface ColumnsMenuProps {
  columns: readonly ColumnKey[];
  density: Density;
  onColumns: (next: (columns: ColumnKey[]) => ColumnKey[]) => void;
  onDensity: (density: Density) => void;
}

export function ColumnsMenu({ columns, density, onColumns, onDensity }: ColumnsMenuProps) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-end" closeOnItemClick={false} width={230}>
      <Menu.Target>
        <Button
          variant="default"
          leftSection={<IconAdjustmentsHorizontal size={16} stroke={1.7} />}
        >
          {t('catalogue.look')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('catalogue.columns')}</Menu.Label>
        {COLUMNS.filter(({ key }) => key !== 'name').map(({ key }) => (
          <Menu.CheckboxItem
            key={key}
            checked={columns.includes(key)}
            onChange={(isShown) =>
              onColumns((now) => (isShown ? [...now, key] : now.filter((each) => each !== key)))
            }
          >
            {t(`catalogue.fields.${key}`)}
          </Menu.CheckboxItem>
        ))}
        <Menu.Item onClick={() => onColumns(() => [...DEFAULT_COLUMNS])}>
          {t('catalogue.usualColumns')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.CheckboxItem
          checked={density === 'compact'}
          onChange={(isCompact) => onDensity(isCompact ? 'compact' : 'normal')}
        >
          {t('catalogue.compact')}
        </Menu.CheckboxItem>
      </Menu.Dropdown>
    </Menu>
  );
}

export function ExportMenu({ query, isPhone }: { query: Query; isPhone: boolean }) {
  const { t, i18n } = useTranslation();
  const file = useMutation({
    mutationFn: (format: 'csv' | 'xlsx') =>
      exportProducts(query, format, i18n.resolvedLanguage ?? 'ru'),
    onSuccess: (blob, format) => {
      const name = `${t('catalogue.fileName')}-${new Date().toISOString().slice(0, 10)}.${format}`;
      saveFile(blob, name);
      notifyDone({ id: 'products-export', title: t('catalogue.exported'), text: name });
    },
    onError: (error) => {
      const title = t('catalogue.exportFailed');
      notifyFailed({ id: 'products-export', title, text: errorText(t, error) });
    },
  });
  return (
    <Menu position="bottom-end" width={210}>
      <Menu.Target>
        <Button
          variant="default"
          loading={file.isPending}
          aria-label={t('catalogue.export')}
          {...(isPhone
            ? { px: 12 }
            : { leftSection: <IconDownload size={16} stroke={1.7} aria-hidden="true" /> })}
        >
          {isPhone ? <IconDownload size={16} stroke={1.7} /> : t('catalogue.export')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('catalogue.exportHint')}</Menu.Label>
        <Menu.Item onClick={() => file.mutate('xlsx')}>{t('catalogue.asXlsx')}</Menu.Item>
        <Menu.Item onClick={() => file.mutate('csv')}>{t('catalogue.asCsv')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

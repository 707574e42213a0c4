// SPDX-License-Identifier: MIT
// From a list to what changes many of its rows at once.

import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import { TabLinks } from '../../ui/TabLinks';
import { bulkPaths, entityAt, resourceOf } from './entities';

export function OperationTabs() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const entity = entityAt(pathname);
  const paths = bulkPaths(entity);
  const tabs = [
    { to: paths.list, label: t(`operations.tabs.${resourceOf(entity)}`) },
    { to: paths.imports, label: t('operations.tabs.imports') },
    { to: paths.operations, label: t('operations.tabs.operations') },
  ];
  return (
    <TabLinks
      label={t('operations.tabs.label')}
      tabs={tabs.map((tab) => ({ ...tab, isCurrent: tab.to === pathname }))}
    />
  );
}

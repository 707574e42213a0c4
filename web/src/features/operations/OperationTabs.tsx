// SPDX-License-Identifier: MIT
// From the products to what changes many of them at once.

import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import { TabLinks } from '../../ui/TabLinks';

export function OperationTabs() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const tabs = [
    { to: '/products', label: t('operations.tabs.products') },
    { to: '/products/import', label: t('operations.tabs.imports') },
    { to: '/products/operations', label: t('operations.tabs.operations') },
  ];
  return (
    <TabLinks
      label={t('operations.tabs.label')}
      tabs={tabs.map((tab) => ({ ...tab, isCurrent: tab.to === pathname }))}
    />
  );
}

// SPDX-License-Identifier: MIT
// Every address of the panel and the menu that leads there.

import { IconApi, IconLayoutKanban } from '@tabler/icons-react';
import { lazy } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, Route, Routes } from 'react-router';
import { AppShell, type NavSection } from './ui/AppShell';
import { ErrorBoundary } from './ui/ErrorBoundary';
import { NotFoundPage } from './ui/NotFoundPage';
import { PageSkeleton } from './ui/PageSkeleton';

const ModulesManagerPage = lazy(() =>
  import('./features/modules/ModulesManagerPage').then((page) => ({
    default: page.ModulesManagerPage,
  })),
);

const MODULES = '/dashboard/modules-manager';

export function AppRoutes() {
  const { t } = useTranslation();
  const sections: NavSection[] = [
    {
      label: t('menu.work'),
      items: [
        {
          to: MODULES,
          label: t('menu.modules'),
          icon: <IconLayoutKanban size={18} stroke={1.6} />,
        },
      ],
    },
    {
      label: t('menu.developers'),
      items: [
        {
          to: '/docs',
          label: t('menu.api'),
          icon: <IconApi size={18} stroke={1.6} />,
          isExternal: true,
        },
      ],
    },
  ];
  return (
    <ErrorBoundary>
      <Routes>
        <Route element={<AppShell sections={sections} fallback={<PageSkeleton />} />}>
          <Route index element={<Navigate to={MODULES} replace />} />
          <Route path="dashboard" element={<Navigate to={MODULES} replace />} />
          <Route path="dashboard/modules-manager" element={<ModulesManagerPage />} />
          <Route path="*" element={<NotFoundPage />} />
        </Route>
      </Routes>
    </ErrorBoundary>
  );
}

// SPDX-License-Identifier: MIT
// Where the panel starts: translations first, then the providers, then the routes.

import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import './styles';
import { queryClient, watchPage } from './api/live';
import { startTranslations } from './i18n';
import { AppRoutes } from './routes';
import { colorSchemeManager, cssVariables, theme } from './theme';

async function start(): Promise<void> {
  const root = document.getElementById('root');
  if (!root) throw new Error('The page has no #root.');
  await startTranslations();
  watchPage();
  createRoot(root).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        colorSchemeManager={colorSchemeManager}
        defaultColorScheme="auto"
      >
        <QueryClientProvider client={queryClient}>
          <BrowserRouter>
            <AppRoutes />
          </BrowserRouter>
        </QueryClientProvider>
        <Notifications position="bottom-right" limit={4} containerWidth={400} />
      </MantineProvider>
    </StrictMode>,
  );
}

void start();

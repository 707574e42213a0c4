// SPDX-License-Identifier: MIT
// Where the panel starts: a link's token leaves the address bar, the words come, then the routes. Who works
// here is found out meanwhile, and the code of the page is fetched for those who may be signed in.

import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import './styles';
import { queryClient, watchPage } from './api/live';
import { session } from './api/me';
import { takeLinkToken } from './features/auth/linkToken';
import { startTranslations } from './i18n';
import { followAccount } from './language';
import { AppRoutes, preloadPage } from './routes';
import { colorSchemeManager, cssVariables, theme } from './theme';
import { watchEscape } from './ui/escape';
import { watchHistory } from './ui/history';
import { NoticePlace } from './ui/NoticePlace';

async function start(): Promise<void> {
  const root = document.getElementById('root');
  if (!root) throw new Error('The page has no #root.');
  takeLinkToken();
  const words = startTranslations();
  preloadPage(window.location.pathname, session.mayResume);
  void session.start();
  await words;
  followAccount();
  watchPage();
  watchHistory();
  watchEscape();
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
        <NoticePlace />
      </MantineProvider>
    </StrictMode>,
  );
}

void start();

// SPDX-License-Identifier: MIT
// Every address of the panel, who may open it, and the menu that leads there: one line of PAGES each. What
// comes before signing in has its own addresses, in features/auth.

import { useHotkeys, useWindowEvent } from '@mantine/hooks';
import {
  IconAddressBook,
  IconApi,
  IconBriefcase,
  IconBuilding,
  IconChartBar,
  IconChecklist,
  IconHistory,
  IconKey,
  IconLayoutKanban,
  IconPackage,
  IconUsers,
  IconUsersGroup,
  type TablerIcon,
} from '@tabler/icons-react';
import {
  type ComponentType,
  lazy,
  type ReactNode,
  Suspense,
  useCallback,
  useEffect,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, Route, Routes, useLocation } from 'react-router';
import { useCan, useSession } from './api/me';
import { HOME_PATH, type Right } from './api/session';
import { isAuthPath, signInPath } from './features/auth/paths';
import { withTexts } from './i18n';
import type { Texts } from './i18n/texts';
import { AppShell, type NavSection } from './ui/AppShell';
import { GIVES_WAY } from './ui/dialogs';
import { ErrorBoundary } from './ui/ErrorBoundary';
import { NoAccessPage } from './ui/NoAccessPage';
import { NotFoundPage } from './ui/NotFoundPage';
import { PageSkeleton } from './ui/PageSkeleton';
import { UnreachablePage } from './ui/UnreachablePage';
import { useLast } from './ui/useLast';

interface Page {
  path: string;
  /** Its code, with the texts it shows. */
  load: () => Promise<{ default: ComponentType }>;
  /** What one needs to open it and to see it in the menu; absent: nothing but to be signed in. */
  right?: Right;
  /** Its place in the menu; absent: it is reached from elsewhere. */
  menu?: { section: 'work' | 'settings'; label: keyof Texts['common']['nav']; Icon: TablerIcon };
}

const loadDeals = withTexts(() => import('./features/deals/DealsPage'), 'deals', 'board');

/** In the menu's order; one's home is the first page that one may open. */
const TABLE: Page[] = [
  {
    path: '/dashboard/modules-manager',
    load: withTexts(() => import('./features/modules/ModulesManagerPage'), 'modules', 'board'),
    right: 'modules:read',
    menu: { section: 'work', label: 'modules', Icon: IconLayoutKanban },
  },
  {
    path: '/deals',
    load: loadDeals,
    right: 'deals:read',
    menu: { section: 'work', label: 'deals', Icon: IconBriefcase },
  },
  {
    path: '/deals/:id',
    load: loadDeals,
    right: 'deals:read',
  },
  {
    path: '/deals/import',
    load: withTexts(() => import('./features/imports/ImportsPage'), 'imports', 'operations'),
    right: 'deals:read',
  },
  {
    path: '/deals/import/:id',
    load: withTexts(() => import('./features/imports/ImportPage'), 'imports', 'operations'),
    right: 'deals:read',
  },
  {
    path: '/deals/operations',
    load: withTexts(() => import('./features/operations/OperationsPage'), 'operations'),
    right: 'deals:read',
  },
  {
    path: '/deals/settings',
    load: withTexts(() => import('./features/pipelines/PipelinesPage'), 'pipelines', 'board'),
    right: 'pipelines:update',
  },
  {
    path: '/products',
    load: withTexts(() => import('./features/products/ProductsPage'), 'products', 'operations'),
    right: 'products:read',
    menu: { section: 'work', label: 'products', Icon: IconPackage },
  },
  {
    path: '/products/new',
    load: withTexts(() => import('./features/products/ProductPage'), 'product', 'audit'),
    right: 'products:create',
  },
  {
    path: '/products/import',
    load: withTexts(() => import('./features/imports/ImportsPage'), 'imports', 'operations'),
    right: 'products:read',
  },
  {
    path: '/products/import/:id',
    load: withTexts(() => import('./features/imports/ImportPage'), 'imports', 'operations'),
    right: 'products:read',
  },
  {
    path: '/products/operations',
    load: withTexts(() => import('./features/operations/OperationsPage'), 'operations'),
    right: 'products:read',
  },
  {
    path: '/products/:id',
    load: withTexts(() => import('./features/products/ProductPage'), 'product', 'audit'),
    right: 'products:read',
  },
  {
    path: '/clients',
    load: withTexts(() => import('./features/clients/ClientsPage'), 'clients'),
    right: 'clients:read',
    menu: { section: 'work', label: 'clients', Icon: IconUsersGroup },
  },
  {
    path: '/clients/duplicates',
    load: withTexts(() => import('./features/clients/DuplicatesPage'), 'duplicates', 'operations'),
    right: 'clients:delete',
  },
  {
    path: '/clients/import',
    load: withTexts(() => import('./features/imports/ImportsPage'), 'imports', 'operations'),
    right: 'clients:read',
  },
  {
    path: '/clients/import/:id',
    load: withTexts(() => import('./features/imports/ImportPage'), 'imports', 'operations'),
    right: 'clients:read',
  },
  {
    path: '/clients/operations',
    load: withTexts(() => import('./features/operations/OperationsPage'), 'operations'),
    right: 'clients:read',
  },
  {
    path: '/clients/:id',
    load: withTexts(() => import('./features/clients/ClientPage'), 'client'),
    right: 'clients:read',
  },
  {
    path: '/contacts',
    load: withTexts(() => import('./features/contacts/ContactsPage'), 'contacts'),
    right: 'contacts:read',
    menu: { section: 'work', label: 'contacts', Icon: IconAddressBook },
  },
  {
    path: '/tasks',
    load: withTexts(() => import('./features/tasks/TasksPage'), 'tasks'),
    right: 'tasks:read',
    menu: { section: 'work', label: 'tasks', Icon: IconChecklist },
  },
  {
    path: '/reports',
    load: withTexts(() => import('./features/reports/ReportsPage'), 'reports'),
    right: 'reports:read',
    menu: { section: 'work', label: 'reports', Icon: IconChartBar },
  },
  {
    path: '/profile',
    load: withTexts(() => import('./features/account/ProfilePage'), 'account'),
  },
  {
    path: '/users',
    load: withTexts(() => import('./features/users/UsersPage'), 'users', 'rights'),
    right: 'users:read',
    menu: { section: 'settings', label: 'users', Icon: IconUsers },
  },
  {
    path: '/organization',
    load: withTexts(() => import('./features/organization/OrganizationPage'), 'organization'),
    right: 'organization:read',
    menu: { section: 'settings', label: 'organization', Icon: IconBuilding },
  },
  {
    path: '/keys',
    load: withTexts(() => import('./features/keys/KeysPage'), 'keys', 'rights'),
    right: 'api_keys:read',
    menu: { section: 'settings', label: 'keys', Icon: IconKey },
  },
  {
    path: '/audit',
    load: withTexts(() => import('./features/audit/AuditPage'), 'audit'),
    right: 'audit:read',
    menu: { section: 'settings', label: 'audit', Icon: IconHistory },
  },
];

const components = new Map<Page['load'], ComponentType>();

/** Pages of the same code are the same component: going from one to the other keeps what stands there. */
function componentOf({ load }: Page): ComponentType {
  const component = components.get(load) ?? lazy(load);
  components.set(load, component);
  return component;
}

const PAGES = TABLE.map((page) => ({ ...page, Component: componentOf(page) }));

const loadAuthPages = withTexts(() => import('./features/auth/AuthPages'), 'auth');
const AuthPages = lazy(loadAuthPages);
const loadDialog = withTexts(() => import('./features/auth/SessionLostDialog'), 'auth');
const SessionLostDialog = lazy(loadDialog);

const loadPalette = withTexts(() => import('./features/search/Palette'), 'search');
const Palette = lazy(loadPalette);
const loadReminders = withTexts(() => import('./features/tasks/Reminders'), 'tasks');
const Reminders = lazy(loadReminders);

const FETCH_AHEAD_MS = 2500;
/** By the key's place and also out of a field that is being typed into. */
const ANYWHERE = { usePhysicalKeys: true };

/** Fetches code and texts of the page that will be opened, while it is being found out who opens it. */
export function preloadPage(path: string, mayBeSignedIn: boolean): void {
  const page = path === HOME_PATH ? TABLE[0] : TABLE.find((each) => each.path === path);
  const load = isAuthPath(path) ? loadAuthPages : mayBeSignedIn ? page?.load : undefined;
  load?.().catch(() => undefined); // opening it tries again
}

export function AppRoutes() {
  return (
    <ErrorBoundary>
      <Gate />
    </ErrorBoundary>
  );
}

/** What comes before a sign-in, or the panel. */
function Gate() {
  const session = useSession();
  const location = useLocation();
  if (session.kind === 'starting') return null;
  if (session.kind === 'unreachable') return <UnreachablePage error={session.error} />;
  if (isAuthPath(location.pathname)) {
    return (
      <Suspense>
        <AuthPages />
      </Suspense>
    );
  }
  if (session.kind === 'anonymous') return <Navigate to={signInPath(location)} replace />;
  return <Panel isLost={session.kind === 'lost'} />;
}

function Panel({ isLost }: { isLost: boolean }) {
  const can = useCan();
  const sections = useSections();
  const search = useSearch();
  const [mayRemind, setMayRemind] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      // Shown once their code is here: what cannot be fetched must not take the page along.
      loadReminders().then(
        () => setMayRemind(true),
        () => undefined,
      );
      // The session may end after an update of the server, when this file is no longer there to be fetched.
      void Promise.allSettled([loadDialog(), loadPalette()]);
    }, FETCH_AHEAD_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <>
      <Routes>
        <Route
          element={
            <AppShell sections={sections} fallback={<PageSkeleton />} onSearch={search.open} />
          }
        >
          <Route index element={<Home />} />
          <Route path="dashboard" element={<Home />} />
          {PAGES.map(({ path, right, Component }) => (
            <Route
              key={path}
              path={path}
              element={
                <Permitted right={right}>
                  <Component />
                </Permitted>
              }
            />
          ))}
          <Route path="*" element={<NotFoundPage />} />
        </Route>
      </Routes>
      <Suspense>
        {search.wasOpened && (
          <Palette
            isOpen={search.isOpen}
            pages={sections.flatMap(({ items }) => items)}
            onClose={search.close}
          />
        )}
      </Suspense>
      <Suspense>{mayRemind && can('tasks:read') && <Reminders />}</Suspense>
      <Suspense>{isLost && <SessionLostDialog />}</Suspense>
    </>
  );
}

/** The palette of commands: Ctrl+K from anywhere but a dialog that would let its input go without a question. */
function useSearch() {
  const [isOpen, setOpen] = useState(false);
  const wasOpened = useLast(isOpen || undefined) ?? false;
  const cameFrom = useRef<Element>(null);
  const openedAt = useRef('');
  const { key } = useLocation();
  const open = useCallback(() => {
    const dialogs = [...document.querySelectorAll('[role="dialog"]')];
    if (!dialogs.every((dialog) => dialog.closest(`[${GIVES_WAY}]`))) return;
    openedAt.current = window.location.href;
    cameFrom.current = document.activeElement;
    setOpen(true);
  }, []);
  const close = useCallback(() => {
    setOpen(false);
    // Once the palette has let the focus go.
    setTimeout(() => cameFrom.current instanceof HTMLElement && cameFrom.current.focus());
  }, []);
  useWindowEvent('popstate', () => setOpen(false));
  // To where it led, that is, once a page with unsaved input was asked. A page that was on its way before leaves it open.
  // biome-ignore lint/correctness/useExhaustiveDependencies: wherever one has come to, the palette has done its work
  useEffect(() => {
    if (window.location.href !== openedAt.current) setOpen(false);
  }, [key]);
  useHotkeys([['mod+K', open, ANYWHERE]], [], true);
  return { isOpen, wasOpened, open, close };
}

function Home() {
  const can = useCan();
  const home = PAGES.find(({ right }) => right === undefined || can(right));
  return home ? <Navigate to={home.path} replace /> : <NoAccessPage />;
}

function Permitted({ right, children }: { right: Right | undefined; children: ReactNode }) {
  const can = useCan();
  return right === undefined || can(right) ? children : <NoAccessPage />;
}

function useSections(): NavSection[] {
  const { t } = useTranslation();
  const can = useCan();
  const items = (section: 'work' | 'settings') =>
    PAGES.filter(({ right }) => right === undefined || can(right)).flatMap(({ path, menu }) =>
      menu?.section === section
        ? [
            {
              to: path,
              label: t(`nav.${menu.label}`),
              icon: <menu.Icon size={18} stroke={1.6} />,
            },
          ]
        : [],
    );
  return [
    { label: t('nav.work'), items: items('work') },
    { label: t('nav.settings'), items: items('settings') },
    {
      label: t('nav.developers'),
      items: [
        {
          to: '/docs',
          label: t('nav.api'),
          icon: <IconApi size={18} stroke={1.6} />,
          isExternal: true,
        },
      ],
    },
  ].filter(({ items: all }) => all.length > 0);
}

// SPDX-License-Identifier: MIT
// The frame around every page: the menu at the side (a drawer on a phone), with language, appearance and who
// works here at its foot. Knows no feature: what the menu holds is handed in.

import { ActionIcon, Kbd, Tooltip, UnstyledButton } from '@mantine/core';
import { useDisclosure, useLocalStorage, useMediaQuery } from '@mantine/hooks';
import {
  IconExternalLink,
  IconLayoutSidebarLeftCollapse,
  IconLayoutSidebarLeftExpand,
  IconSearch,
} from '@tabler/icons-react';
import { createContext, lazy, type ReactNode, Suspense, useContext, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink, Outlet, useLocation } from 'react-router';
import { AccountMenu } from './AccountMenu';
import classes from './AppShell.module.css';
import { AppearanceMenu, LanguageMenu } from './Preferences';
import { SaudaMark } from './SaudaMark';
import { useLast } from './useLast';

const loadDrawer = () => import('./MenuDrawer');
const MenuDrawer = lazy(() => loadDrawer().then((file) => ({ default: file.MenuDrawer })));

const FETCH_AHEAD_MS = 1500;

export interface NavItem {
  to: string;
  label: string;
  icon: ReactNode;
  /** Leaves the panel, as the API reference does. */
  isExternal?: boolean;
}

export interface NavSection {
  label: string;
  items: NavItem[];
}

interface Shell {
  isPhone: boolean;
  openMenu: () => void;
  openSearch: () => void;
}

const ShellContext = createContext<Shell>({
  isPhone: false,
  openMenu: () => undefined,
  openSearch: () => undefined,
});
export const useShell = () => useContext(ShellContext);

/** Of what stands beside the shell; what is in it asks useShell(). */
export const useIsPhone = (): boolean =>
  useMediaQuery('(max-width: 47.99em)', undefined, { getInitialValueInEffect: false }) ?? false;

interface AppShellProps {
  sections: NavSection[];
  fallback: ReactNode;
  onSearch: () => void;
}

export function AppShell({ sections, fallback, onSearch }: AppShellProps) {
  const { t } = useTranslation();
  const isPhone = useIsPhone();
  const [isMenuOpen, menu] = useDisclosure(false);
  const wasOpened = useLast(isMenuOpen || undefined);
  const [isNarrow, setNarrow] = useLocalStorage({
    key: 'sauda.menu-narrow',
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  const { pathname } = useLocation();
  const closeMenu = menu.close;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page is what closes the menu
  useEffect(() => closeMenu(), [pathname, closeMenu]);

  useEffect(() => {
    if (!isPhone) return;
    const timer = setTimeout(() => void loadDrawer().catch(() => undefined), FETCH_AHEAD_MS);
    return () => clearTimeout(timer);
  }, [isPhone]);

  return (
    <ShellContext.Provider value={{ isPhone, openMenu: menu.open, openSearch: onSearch }}>
      <a className={classes.skip} href="#content">
        {t('shell.skip')}
      </a>
      <div className={classes.shell} data-narrow={isNarrow || undefined}>
        {isPhone ? (
          <Suspense>
            {wasOpened && (
              <MenuDrawer isOpen={isMenuOpen} title={<Brand />} onClose={menu.close}>
                <Menu sections={sections} isNarrow={false} />
              </MenuDrawer>
            )}
          </Suspense>
        ) : (
          <aside className={classes.side}>
            <div className={classes.brandRow}>
              {!isNarrow && <Brand />}
              <Tooltip label={t(isNarrow ? 'shell.widen' : 'shell.narrow')} position="right">
                <ActionIcon
                  size={30}
                  aria-label={t(isNarrow ? 'shell.widen' : 'shell.narrow')}
                  onClick={() => setNarrow(!isNarrow)}
                >
                  {isNarrow ? (
                    <IconLayoutSidebarLeftExpand size={18} stroke={1.6} />
                  ) : (
                    <IconLayoutSidebarLeftCollapse size={18} stroke={1.6} />
                  )}
                </ActionIcon>
              </Tooltip>
            </div>
            <SearchButton isNarrow={isNarrow} onClick={onSearch} />
            <Menu sections={sections} isNarrow={isNarrow} />
          </aside>
        )}
        <main id="content" className={classes.main} tabIndex={-1}>
          <Suspense fallback={fallback}>
            <Outlet />
          </Suspense>
        </main>
      </div>
    </ShellContext.Provider>
  );
}

function Brand() {
  return (
    <span className={classes.brand}>
      <SaudaMark size={24} />
      Sauda
    </span>
  );
}

const MOD_KEY = /Mac|iPhone|iPad/.test(navigator.platform) ? '⌘' : 'Ctrl';

/** Looks like the field that it opens. */
function SearchButton({ isNarrow, onClick }: { isNarrow: boolean; onClick: () => void }) {
  const { t } = useTranslation();
  return (
    <Tooltip label={t('shell.search')} position="right" disabled={!isNarrow}>
      <UnstyledButton
        className={classes.search ?? ''}
        aria-label={t('shell.search')}
        aria-haspopup="dialog"
        aria-keyshortcuts="Control+K Meta+K"
        onClick={onClick}
      >
        <IconSearch size={17} stroke={1.7} aria-hidden="true" />
        {!isNarrow && (
          <>
            <span className={classes.searchLabel}>{t('shell.search')}</span>
            <Kbd size="xs">{MOD_KEY} K</Kbd>
          </>
        )}
      </UnstyledButton>
    </Tooltip>
  );
}

function Menu({ sections, isNarrow }: { sections: NavSection[]; isNarrow: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      <nav className={classes.nav} aria-label={t('shell.menu')}>
        {sections.map((section) => (
          <div key={section.label} className={classes.section}>
            {!isNarrow && <div className={classes.sectionLabel}>{section.label}</div>}
            {section.items.map((item) => (
              <MenuLink key={item.to} item={item} isNarrow={isNarrow} />
            ))}
          </div>
        ))}
      </nav>
      <div className={classes.foot}>
        <LanguageMenu isNarrow={isNarrow} />
        <AppearanceMenu isNarrow={isNarrow} />
        <AccountMenu isNarrow={isNarrow} />
      </div>
    </>
  );
}

function MenuLink({ item, isNarrow }: { item: NavItem; isNarrow: boolean }) {
  const content = (
    <>
      <span className={classes.linkIcon} aria-hidden="true">
        {item.icon}
      </span>
      <span className={isNarrow ? classes.hidden : classes.linkLabel}>{item.label}</span>
      {item.isExternal && !isNarrow && (
        <IconExternalLink className={classes.external} size={14} aria-hidden="true" />
      )}
    </>
  );
  return (
    <Tooltip label={item.label} position="right" disabled={!isNarrow}>
      {item.isExternal ? (
        <UnstyledButton component="a" className={classes.link ?? ''} href={item.to} target="_blank">
          {content}
        </UnstyledButton>
      ) : (
        <NavLink className={classes.link ?? ''} to={item.to}>
          {content}
        </NavLink>
      )}
    </Tooltip>
  );
}

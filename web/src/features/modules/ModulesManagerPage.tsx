// SPDX-License-Identifier: MIT
// The board of integrations: puts list, events, filters, dragging, form and drawer together. Filters and
// the open module live in the address; the form and the drawer are loaded when first needed.

import { Button, Tooltip } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconAlertTriangle, IconLayoutKanban, IconPlus } from '@tabler/icons-react';
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { feed, useFeedStatus } from '../../api/live';
import { useCan } from '../../api/me';
import type { Module, ModuleStatus } from '../../api/types';
import { useShell } from '../../ui/AppShell';
import { keepEqual, stepPlace } from '../../ui/board/columns';
import { useBoardDrag } from '../../ui/board/useBoardDrag';
import { ConnectionBadge } from '../../ui/ConnectionBadge';
import { EmptyState } from '../../ui/EmptyState';
import { errorText } from '../../ui/errorText';
import { PageHeader } from '../../ui/PageHeader';
import { ShortcutHint } from '../../ui/ShortcutHint';
import { useAddressWords } from '../../ui/useAddressWords';
import { useLast } from '../../ui/useLast';
import { usePageTitle } from '../../ui/usePageTitle';
import { ActionsContext, type ModuleActions, type ModuleChanges } from './actions';
import { type Columns, toColumns } from './board';
import { CheckAllButton } from './CheckAllButton';
import {
  countHealth,
  type Filters,
  filtersFrom,
  isFiltering,
  matches,
  withFilters,
} from './filters';
import type { FormSubject } from './form';
import { ModuleBoard } from './ModuleBoard';
import { ModuleFilters } from './ModuleFilters';
import classes from './ModulesManagerPage.module.css';
import { useModules } from './queries';
import { useCheckAll } from './useCheckAll';
import { useModuleMoves } from './useModuleMoves';
import { useModulesLive } from './useModulesLive';

const loadDrawer = () => import('./ModuleDrawer');
const loadForm = () => import('./ModuleForm');
const loadDialogs = () => import('./ModuleDialogs');
const ModuleDrawer = lazy(() => loadDrawer().then((file) => ({ default: file.ModuleDrawer })));
const ModuleForm = lazy(() => loadForm().then((file) => ({ default: file.ModuleForm })));
const DeleteModule = lazy(() => loadDialogs().then((file) => ({ default: file.DeleteModule })));
const UnhealthyDialog = lazy(() =>
  loadDialogs().then((file) => ({ default: file.UnhealthyDialog })),
);

const FETCH_AHEAD_MS = 2000;

const NONE: Module[] = [];
/** By the key's place, so that they work on a Cyrillic layout too. */
const PHYSICAL = { usePhysicalKeys: true };

export default function ModulesManagerPage() {
  const { t } = useTranslation();
  const { isPhone } = useShell();
  const can = useCan();
  const status = useFeedStatus();
  const list = useModules();
  const modules = list.data ?? NONE;
  const [params, setParams] = useAddressWords();
  const filters = useMemo(() => filtersFrom(params), [params]);
  const { form, openForm, closeForm } = useForm();
  const [doomed, setDoomed] = useState<Module>();
  const moves = useModuleMoves();
  const checkAll = useCheckAll(modules);

  const byId = useMemo(() => new Map(modules.map((module) => [module.id, module])), [modules]);
  const former = useRef<Columns>(undefined);
  const columns = useMemo(() => {
    const visible = modules.filter((module) => matches(module, filters));
    former.current = keepEqual(former.current, toColumns(visible));
    return former.current;
  }, [modules, filters]);
  const totals = useMemo(() => countColumns(modules), [modules]);
  const counts = useMemo(() => countHealth(modules, filters), [modules, filters]);
  const platforms = useMemo(
    () => [...new Set(modules.map((module) => module.platform))].sort(),
    [modules],
  );

  const { move } = moves;
  const drag = useBoardDrag(
    columns,
    useCallback(
      (id, place) => {
        const module = byId.get(id);
        if (module) move(module, place);
      },
      [byId, move],
    ),
  );
  useModulesLive(drag.heldId !== undefined);

  const openId = params.get('module');
  const open = useCallback(
    (id: string | null) =>
      setParams((now) => {
        const next = new URLSearchParams(now);
        if (id === null) next.delete('module');
        else next.set('module', id);
        return next;
      }),
    [setParams],
  );
  const actions = useMemo<ModuleActions>(() => {
    const change: ModuleChanges = {
      edit: (module) => openForm({ module }),
      move,
      step: (module, step) => {
        const place = stepPlace(columns, module.id, step);
        if (place) move(module, place);
      },
    };
    return {
      open: (module) => open(module.id),
      ...(can('modules:update') ? { change } : {}),
      ...(can('modules:delete') ? { remove: setDoomed } : {}),
    };
  }, [open, openForm, move, columns, can]);
  const addTo = useCallback((column: ModuleStatus) => openForm({ status: column }), [openForm]);
  const add = can('modules:create') ? addTo : undefined;
  const change = useCallback(
    (next: Filters) => setParams((now) => withFilters(now, next), { replace: true }),
    [setParams],
  );
  const isDrawerOpen = openId !== null && list.isSuccess;
  const wasOpened = useLast(isDrawerOpen || undefined);
  const wasDoomed = useLast(doomed);
  const wasRefused = useLast(moves.refusal);
  const isBusy =
    isDrawerOpen || form?.isOpen || doomed || moves.refusal || drag.heldId !== undefined;
  useHotkeys([
    ['c', () => !isBusy && add?.('testing'), PHYSICAL],
    ['mod+z', () => !isBusy && moves.undoLast(), PHYSICAL],
  ]);

  const title = t('modules.title');
  usePageTitle(counts.down > 0 ? `(${counts.down}) ${title}` : title);
  useEffect(() => {
    // Once the board stands: so they open at once, and open while the server is away.
    const timer = setTimeout(
      () => void Promise.allSettled([loadDrawer(), loadForm(), loadDialogs()]),
      FETCH_AHEAD_MS,
    );
    return () => clearTimeout(timer);
  }, []);
  const isEmpty = list.isSuccess && modules.length === 0;
  const hasFailed = list.isError && list.data === undefined;

  return (
    <ActionsContext.Provider value={actions}>
      <div className={classes.bar}>
        <PageHeader
          title={title}
          aside={<ConnectionBadge status={status} onReconnect={feed.reconnectNow} />}
          actions={
            <>
              <CheckAllButton check={checkAll} isEmpty={modules.length === 0} />
              {add && (
                <Tooltip label={<ShortcutHint text={t('modules.add')} shortcut="C" />}>
                  <Button
                    className={classes.add ?? ''}
                    aria-label={t('modules.add')}
                    aria-keyshortcuts="C"
                    leftSection={<IconPlus size={16} stroke={2} />}
                    onClick={() => add('testing')}
                  >
                    {!isPhone && t('modules.add')}
                  </Button>
                </Tooltip>
              )}
            </>
          }
        />
      </div>
      {hasFailed ? (
        <EmptyState
          role="alert"
          icon={<IconAlertTriangle size={22} stroke={1.6} />}
          title={t('modules.failed')}
          text={errorText(t, list.error)}
          actions={
            <Button loading={list.isFetching} onClick={() => list.refetch()}>
              {t('common.retry')}
            </Button>
          }
        />
      ) : isEmpty ? (
        <EmptyState
          icon={<IconLayoutKanban size={22} stroke={1.6} />}
          title={t('modules.emptyTitle')}
          text={t(add ? 'modules.emptyText' : 'modules.emptyTextReader')}
          actions={
            add && (
              <Button leftSection={<IconPlus size={16} />} onClick={() => add('testing')}>
                {t('modules.addFirst')}
              </Button>
            )
          }
        />
      ) : (
        <>
          <ModuleFilters
            filters={filters}
            platforms={platforms}
            counts={list.isSuccess ? counts : undefined}
            onChange={change}
          />
          <ModuleBoard
            byId={byId}
            drag={drag}
            totals={totals}
            isLoading={list.isPending}
            isFiltering={isFiltering(filters)}
            onAdd={add}
          />
        </>
      )}
      <Suspense>
        {wasOpened && (
          <ModuleDrawer
            isOpen={isDrawerOpen}
            module={openId === null ? undefined : byId.get(openId)}
            onClose={() => open(null)}
          />
        )}
        {form && (
          <ModuleForm
            key={form.key}
            isOpen={form.isOpen}
            subject={form.subject}
            platforms={platforms}
            onClose={closeForm}
          />
        )}
        {wasDoomed && <DeleteModule module={doomed} onClose={() => setDoomed(undefined)} />}
        {wasRefused && (
          <UnhealthyDialog
            name={moves.refusal?.module.name}
            evidence={moves.refusal?.evidence}
            onForce={moves.forceRefused}
            onClose={moves.dismissRefusal}
          />
        )}
      </Suspense>
    </ActionsContext.Provider>
  );
}

/** Each opening is a form of its own; a closed one stays until it has faded out. */
function useForm() {
  const [form, setForm] = useState<{ key: number; isOpen: boolean; subject: FormSubject }>();
  return {
    form,
    openForm: useCallback(
      (subject: FormSubject) =>
        setForm((now) => ({ key: (now?.key ?? 0) + 1, isOpen: true, subject })),
      [],
    ),
    closeForm: useCallback(() => setForm((now) => now && { ...now, isOpen: false }), []),
  };
}

function countColumns(modules: Module[]): Record<ModuleStatus, number> {
  const totals = { active: 0, testing: 0, inactive: 0, archived: 0 };
  for (const module of modules) totals[module.status] += 1;
  return totals;
}

// SPDX-License-Identifier: MIT
// The deals of a pipeline, as a board or as a list, and the deal that is open over it. What is looked at lives in the
// address, and so does the open deal: a link leads anybody to it.

import { ActionIcon, Button, Menu, Skeleton, Tooltip } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import {
  IconAdjustmentsHorizontal,
  IconAlertTriangle,
  IconLayoutKanban,
  IconList,
  IconPlus,
} from '@tabler/icons-react';
import { lazy, Suspense, useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import { feed, useFeedStatus } from '../../api/live';
import { useCan } from '../../api/me';
import type { Pipeline } from '../../api/types';
import { withTexts } from '../../i18n';
import { useShell } from '../../ui/AppShell';
import { ConnectionBadge } from '../../ui/ConnectionBadge';
import { EmptyState } from '../../ui/EmptyState';
import { Loadable } from '../../ui/Loadable';
import { notifyDone } from '../../ui/notices';
import { PageBody } from '../../ui/PageBody';
import { PageHeader } from '../../ui/PageHeader';
import { rowIdFrom } from '../../ui/rowId';
import { ShortcutHint } from '../../ui/ShortcutHint';
import { useBegin } from '../../ui/useBegin';
import { useLast } from '../../ui/useLast';
import { usePageTitle } from '../../ui/usePageTitle';
import { OperationsMenu } from '../operations/OperationsMenu';
import { pipelineOf, usePipelines } from '../pipelines/queries';
import { BoardView } from './BoardView';
import classes from './DealsPage.module.css';
import { ListView } from './ListView';
import { useDealView } from './useBoardWords';

const DealDrawer = lazy(withTexts(() => import('./DealDrawer'), 'deal', 'activities', 'tasks'));
const NewDealDrawer = lazy(withTexts(() => import('./NewDealDrawer'), 'deal'));

const DEALS = '/deals';
const SETTINGS = '/deals/settings';
/** By the key's place, so that they work on a Cyrillic layout too. */
const PHYSICAL = { usePhysicalKeys: true };

export default function DealsPage() {
  const { t } = useTranslation();
  const { isPhone } = useShell();
  const can = useCan();
  const status = useFeedStatus();
  const pipelines = usePipelines();
  const control = useDealView();
  const [params] = useSearchParams();
  const isList = params.get('view') === 'list';
  const { open, openId, close, pathOf } = useOpenDeal();
  const wasOpened = useLast(openId);
  const [added, setAdded] = useState({ key: 0, isOpen: false });
  const add = useCallback(() => setAdded(({ key }) => ({ key: key + 1, isOpen: true })), []);
  const mayAdd = can('deals:create');
  const maySet = can('pipelines:update');
  useBegin(add);
  const isBusy = openId !== undefined || added.isOpen;
  useHotkeys([['c', () => !isBusy && mayAdd && add(), PHYSICAL]]);
  usePageTitle(t('deals.title'));
  const asked = Number(control.view.filters.pipeline_id);
  const pipeline = pipelineOf(pipelines.data ?? [], asked || undefined);

  return (
    <>
      <PageHeader
        title={t('deals.title')}
        aside={<ConnectionBadge status={status} onReconnect={feed.reconnectNow} />}
        actions={
          <>
            <ViewSwitch isList={isList} />
            <OperationsMenu entity="deal">
              {isPhone && maySet && (
                <Menu.Item
                  component={Link}
                  to={SETTINGS}
                  leftSection={<IconAdjustmentsHorizontal size={16} stroke={1.6} />}
                >
                  {t('deals.settings')}
                </Menu.Item>
              )}
            </OperationsMenu>
            {!isPhone && maySet && (
              <Tooltip label={t('deals.settings')}>
                <ActionIcon
                  component={Link}
                  to={SETTINGS}
                  size={36}
                  variant="default"
                  aria-label={t('deals.settings')}
                >
                  <IconAdjustmentsHorizontal size={18} stroke={1.7} />
                </ActionIcon>
              </Tooltip>
            )}
            {mayAdd && (
              <Tooltip label={<ShortcutHint text={t('deals.add')} shortcut="C" />}>
                <Button
                  aria-label={t('deals.add')}
                  aria-keyshortcuts="C"
                  {...(isPhone ? { px: 12 } : { leftSection: <IconPlus size={16} stroke={2} /> })}
                  onClick={add}
                >
                  {isPhone ? <IconPlus size={16} stroke={2} /> : t('deals.add')}
                </Button>
              </Tooltip>
            )}
          </>
        }
      />
      <Loadable query={pipelines} failed={t('deals.failed')} skeleton={<BoardSkeleton />}>
        {(all) => {
          if (!pipeline) return <NoPipeline />;
          const View = isList ? ListView : BoardView;
          return (
            <View
              key={`${isList} ${pipeline.id}`}
              control={control}
              pipelines={all}
              pipeline={pipeline}
              pathOf={pathOf}
              isBusy={isBusy}
            />
          );
        }}
      </Loadable>
      <Suspense>
        {wasOpened !== undefined && (
          <DealDrawer
            key={wasOpened}
            id={rowIdFrom(wasOpened)}
            isOpen={openId !== undefined}
            onClose={close}
          />
        )}
        {added.key > 0 && pipeline && (
          <NewDealDrawer
            key={`new ${added.key}`}
            isOpen={added.isOpen}
            pipeline={pipeline}
            onClose={() => setAdded(({ key }) => ({ key, isOpen: false }))}
            onAdded={({ id, title }) =>
              notifyDone({
                id: `deal-${id}`,
                title: t('deals.added', { title }),
                action: { label: t('deals.openAdded'), run: () => open(id) },
              })
            }
          />
        )}
      </Suspense>
    </>
  );
}

/** The deal that the address names, and how one comes there and back with the same view behind it. */
function useOpenDeal() {
  const { id: openId } = useParams();
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const search = params.size === 0 ? '' : `?${params}`;
  const latest = useRef(search);
  latest.current = search;
  // Whoever came by a link has nothing to go back to.
  const close = useCallback(
    () => void navigate(`${DEALS}${latest.current}`, { replace: false }),
    [navigate],
  );
  const pathOf = useMemo(() => (id: number) => `${DEALS}/${id}${search}`, [search]);
  const open = useCallback(
    (id: number) => void navigate(`${DEALS}/${id}${latest.current}`),
    [navigate],
  );
  return { openId, open, close, pathOf };
}

function ViewSwitch({ isList }: { isList: boolean }) {
  const { t } = useTranslation();
  const [params] = useSearchParams();
  const to = (view: 'board' | 'list') => {
    const next = new URLSearchParams(params);
    next.delete('page');
    if (view === 'list') next.set('view', 'list');
    else next.delete('view');
    return next.size === 0 ? DEALS : `${DEALS}?${next}`;
  };
  const views = [
    { view: 'board', Icon: IconLayoutKanban, isCurrent: !isList },
    { view: 'list', Icon: IconList, isCurrent: isList },
  ] as const;
  return (
    <nav className={classes.views} aria-label={t('deals.view')}>
      {views.map(({ view, Icon, isCurrent }) => (
        <Tooltip key={view} label={t(`deals.views.${view}`)}>
          <Link
            className={classes.view}
            to={to(view)}
            aria-label={t(`deals.views.${view}`)}
            aria-current={isCurrent ? 'page' : undefined}
          >
            <Icon size={17} stroke={1.7} aria-hidden="true" />
          </Link>
        </Tooltip>
      ))}
    </nav>
  );
}

function BoardSkeleton() {
  const { t } = useTranslation();
  return (
    <div className={classes.skeleton} role="status" aria-label={t('common.loading')}>
      {[320, 460, 240, 380].map((height) => (
        <Skeleton key={height} height={height} radius="lg" />
      ))}
    </div>
  );
}

function NoPipeline() {
  const { t } = useTranslation();
  const can = useCan();
  const mayMake = can('pipelines:create');
  return (
    <PageBody>
      <EmptyState
        icon={<IconAlertTriangle size={22} stroke={1.6} />}
        title={t('deals.noPipeline')}
        text={t(mayMake ? 'deals.noPipelineText' : 'deals.noPipelineTextReader')}
        actions={
          mayMake && (
            <Button component={Link} to={SETTINGS}>
              {t('deals.settings')}
            </Button>
          )
        }
      />
    </PageBody>
  );
}

export interface ViewProps {
  control: ReturnType<typeof useDealView>;
  pipelines: readonly Pipeline[];
  pipeline: Pipeline;
  pathOf: (id: number) => string;
  /** Something lies over it. */
  isBusy: boolean;
}

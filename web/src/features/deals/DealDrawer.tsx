// SPDX-License-Identifier: MIT
// One deal over whatever page it was opened from: how far it has come, all about it to be changed where it stands, and what
// became of it. It reads itself, so a link leads to it whatever lies behind.

import { Button, Drawer, Skeleton } from '@mantine/core';
import { IconBriefcaseOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isGone } from '../../api/errors';
import { useCan, useMe } from '../../api/me';
import { scopeOf } from '../../api/session';
import type { Deal } from '../../api/types';
import { DeleteDialog } from '../../ui/DeleteDialog';
import { DiscardDialog } from '../../ui/DiscardDialog';
import { givesWay } from '../../ui/dialogs';
import { EmptyState } from '../../ui/EmptyState';
import { FormAlert } from '../../ui/FormAlert';
import { Loadable } from '../../ui/Loadable';
import { DeleteItem, MoreMenu } from '../../ui/MoreMenu';
import '../../ui/overlayStyles';
import { UnsavedInput, useUnsavedWithin } from '../../ui/unsaved';
import { useLeaveGuard } from '../../ui/useLeaveGuard';
import { usePipelines } from '../pipelines/queries';
import classes from './DealDrawer.module.css';
import { DealFacts } from './DealFacts';
import { DealForm } from './DealForm';
import { useDeal, useDeleteDeal } from './dealQueries';
import { StagePath } from './StagePath';
import { Timeline } from './Timeline';

interface DealDrawerProps {
  /** undefined: no deal can have what the address says. */
  id: number | undefined;
  isOpen: boolean;
  onClose: () => void;
}

export default function DealDrawer({ id, isOpen, onClose }: DealDrawerProps) {
  const { t } = useTranslation();
  const query = useDeal(id);
  const [isFormDirty, setDirty] = useState(false);
  const { isUnsaved, listen } = useUnsavedWithin();
  const isDirty = isFormDirty || isUnsaved;
  const [isAsking, setAsking] = useState(false);
  const guard = useLeaveGuard(isDirty && isOpen);
  const isLost = id === undefined || isGone(query.error);
  const deal = query.data;
  const leave = () => {
    setAsking(false);
    setDirty(false);
    onClose();
  };
  return (
    <>
      <Drawer
        {...givesWay}
        opened={isOpen}
        onClose={() => (isDirty ? setAsking(true) : onClose())}
        position="right"
        size={940}
        title={deal?.title ?? t('dealPage.title')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
        classNames={{
          header: classes.header ?? '',
          title: classes.name ?? '',
          content: classes.content ?? '',
          body: classes.body ?? '',
        }}
      >
        {isLost && !(deal && isDirty) ? (
          <Gone onClose={leave} />
        ) : (
          <Loadable query={query} failed={t('dealPage.failed')} skeleton={<Wait />}>
            {(found) => (
              <UnsavedInput value={listen}>
                <Content deal={found} isDeleted={isLost} onDirty={setDirty} onDeleted={leave} />
              </UnsavedInput>
            )}
          </Loadable>
        )}
      </Drawer>
      <DiscardDialog
        isOpen={isOpen && isAsking}
        onStay={() => setAsking(false)}
        onDiscard={leave}
      />
      {guard}
    </>
  );
}

interface ContentProps {
  deal: Deal;
  isDeleted: boolean;
  onDirty: (isDirty: boolean) => void;
  onDeleted: () => void;
}

function Content({ deal, isDeleted, onDirty, onDeleted }: ContentProps) {
  const { t } = useTranslation();
  const can = useCan();
  const me = useMe();
  const pipelines = usePipelines();
  const pipeline = pipelines.data?.find(({ id }) => id === deal.pipeline_id);
  const isTheirs = scopeOf(me, 'deals:update') === 'own' && deal.owner_id !== me.user.id;
  const mayEdit = can('deals:update') && !isTheirs;
  return (
    <>
      {isDeleted && <FormAlert kind="note">{t('dealPage.goneMeanwhile')}</FormAlert>}
      <div className={classes.top}>
        {pipeline && <StagePath deal={deal} stages={pipeline.stages} />}
        {can('deals:delete') && !isTheirs && <DealMenu deal={deal} onDeleted={onDeleted} />}
      </div>
      <div className={classes.columns}>
        <section className={classes.fields} aria-label={t('dealPage.form')}>
          {mayEdit ? <DealForm deal={deal} onDirty={onDirty} /> : <DealFacts deal={deal} />}
        </section>
        <Timeline deal={deal} stages={pipeline?.stages ?? []} />
      </div>
    </>
  );
}

function DealMenu({ deal, onDeleted }: { deal: Deal; onDeleted: () => void }) {
  const { t } = useTranslation();
  const remove = useDeleteDeal();
  const [isAsking, setAsking] = useState(false);
  const { id, title } = deal;
  return (
    <>
      <MoreMenu label={t('dealPage.menu')}>
        <DeleteItem label={t('dealPage.delete')} onClick={() => setAsking(true)} />
      </MoreMenu>
      <DeleteDialog
        mutation={remove}
        subject={isAsking ? deal : undefined}
        noticeId={`deal-${id}`}
        words={{
          title: t('dealPage.deleteTitle', { title }),
          text: t('dealPage.deleteText'),
          confirm: t('dealPage.delete'),
          done: t('dealPage.deleted', { title }),
          failed: t('dealPage.deleteFailed', { title }),
        }}
        onClose={() => setAsking(false)}
        onDeleted={onDeleted}
      />
    </>
  );
}

function Wait() {
  const { t } = useTranslation();
  return <Skeleton height={420} radius="lg" aria-label={t('common.loading')} />;
}

function Gone({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <EmptyState
      icon={<IconBriefcaseOff size={22} stroke={1.6} />}
      title={t('dealPage.goneTitle')}
      text={t('dealPage.goneText')}
      actions={<Button onClick={onClose}>{t('dealPage.back')}</Button>}
    />
  );
}

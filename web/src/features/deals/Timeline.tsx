// SPDX-License-Identifier: MIT
// What became of a deal, the newest first, all of it or one kind, with a place for what comes next: a call, a note,
// something to be done.

import { Button, SegmentedControl } from '@mantine/core';
import '@mantine/core/styles/FloatingIndicator.layer.css';
import '@mantine/core/styles/SegmentedControl.layer.css';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../api/me';
import type { Deal, Stage } from '../../api/types';
import { RowsSkeleton } from '../../ui/DataTable';
import { DiscardDialog } from '../../ui/DiscardDialog';
import { useFormat } from '../../ui/format';
import { Loadable } from '../../ui/Loadable';
import { useTimeZone } from '../../ui/timeZone';
import { UnsavedInput, useUnsaved, useUnsavedWithin } from '../../ui/unsaved';
import { useAddressWords } from '../../ui/useAddressWords';
import { ActivityForm } from '../activities/ActivityForm';
import { QuickAdd } from '../tasks/QuickAdd';
import { KINDS, type Kind, useTimeline } from './dealQueries';
import classes from './Timeline.module.css';
import { TimelineEntry } from './TimelineEntry';
import { byDay } from './timeline';

const WORD = 'timeline';
const ALL = 'all';

interface TimelineProps {
  deal: Deal;
  stages: readonly Stage[];
}

export function Timeline({ deal, stages }: TimelineProps) {
  const { t } = useTranslation();
  const { kind, setKind } = useKind();
  const { isUnsaved, listen } = useUnsavedWithin();
  const [asked, setAsked] = useState<Kind | typeof ALL>();
  useUnsaved(isUnsaved);
  return (
    <section className={classes.root} aria-label={t('timeline.title')}>
      <Adding dealId={deal.id} />
      <SegmentedControl
        className={classes.kinds ?? ''}
        size="xs"
        aria-label={t('timeline.kind')}
        data={([ALL, ...KINDS] as const).map((value) => ({
          value,
          label: t(`timeline.kinds.${value}`),
        }))}
        value={kind ?? ALL}
        onChange={(value) => {
          const next = kindFrom(value) ?? ALL;
          if (isUnsaved) setAsked(next);
          else setKind(next);
        }}
      />
      <UnsavedInput value={listen}>
        <Log deal={deal} stages={stages} kind={kind} />
      </UnsavedInput>
      <DiscardDialog
        isOpen={asked !== undefined}
        onStay={() => setAsked(undefined)}
        onDiscard={() => {
          setAsked(undefined);
          setKind(asked ?? ALL);
        }}
      />
    </section>
  );
}

/** Of what kind the address asks for, whichever deal is open. */
function useKind() {
  const [params, setParams] = useAddressWords();
  return {
    kind: kindFrom(params.get(WORD)),
    setKind: (kind: Kind | typeof ALL) =>
      setParams(
        (now) => {
          const next = new URLSearchParams(now);
          if (kind === ALL) next.delete(WORD);
          else next.set(WORD, kind);
          return next;
        },
        { replace: true },
      ),
  };
}

const kindFrom = (word: string | null) => KINDS.find((each) => each === word);

interface LogProps extends TimelineProps {
  kind: Kind | undefined;
}

function Log({ deal, stages, kind }: LogProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const zone = useTimeZone();
  const log = useTimeline(deal.id, kind);
  return (
    <>
      <Loadable query={log} failed={t('timeline.failed')} skeleton={<RowsSkeleton rows={4} />}>
        {({ pages }) => {
          const days = byDay(
            pages.flatMap(({ items }) => items),
            zone,
          );
          if (days.length === 0 && !log.hasNextPage) {
            return <p className={classes.none}>{t(`timeline.none.${kind ?? ALL}`)}</p>;
          }
          return days.map(({ day, items }) => (
            <section key={day} aria-label={format.fullDay(day)}>
              <h3 className={classes.day}>{format.fullDay(day)}</h3>
              <ul className={classes.list}>
                {items.map((item) => (
                  <TimelineEntry
                    key={`${item.kind} ${item.id}`}
                    item={item}
                    deal={deal}
                    stages={stages}
                  />
                ))}
              </ul>
            </section>
          ));
        }}
      </Loadable>
      {log.hasNextPage && (
        <Button
          variant="default"
          loading={log.isFetchingNextPage}
          onClick={() => void log.fetchNextPage()}
        >
          {t('timeline.more')}
        </Button>
      )}
    </>
  );
}

/** A record of what was, or a task for what is to come. */
function Adding({ dealId }: { dealId: number }) {
  const { t } = useTranslation();
  const can = useCan();
  const mayRecord = can('activities:create');
  const mayPlan = can('tasks:create');
  const [isTask, setTask] = useState(!mayRecord);
  if (!mayRecord && !mayPlan) return null;
  return (
    <div className={classes.adding}>
      {mayRecord && mayPlan && (
        <SegmentedControl
          size="xs"
          aria-label={t('timeline.adding')}
          data={[
            { value: 'record', label: t('timeline.record') },
            { value: 'task', label: t('timeline.task') },
          ]}
          value={isTask ? 'task' : 'record'}
          onChange={(value) => setTask(value === 'task')}
        />
      )}
      {isTask ? (
        <QuickAdd assigneeId={null} about={{ deal_id: dealId }} />
      ) : (
        <ActivityForm about={{ deal_id: dealId }} />
      )}
    </div>
  );
}

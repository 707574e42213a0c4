// SPDX-License-Identifier: MIT
// One task, or a new one: to be filled in by who may, to be read by the others. Reads the row itself, so that a link to
// a task opens wherever the list stands.

import { Button, Skeleton } from '@mantine/core';
import { IconMoodEmpty } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/errors';
import { useCan } from '../../api/me';
import { EmptyState } from '../../ui/EmptyState';
import { FormDrawer } from '../../ui/FormDrawer';
import { Loadable } from '../../ui/Loadable';
import { SideNote } from '../../ui/SideNote';
import { useDealTitles, useTask } from './queries';
import { TaskFacts } from './TaskFacts';
import { type Links, TaskForm } from './TaskForm';

interface TaskDrawerProps {
  isOpen: boolean;
  /** null: a new one. */
  id: number | null;
  /** What a new one is to begin with. */
  dueAt?: string;
  onClose: () => void;
}

const NO_LINKS: Links = { deal: null, client: null };

export default function TaskDrawer({ isOpen, id, dueAt, onClose }: TaskDrawerProps) {
  const { t } = useTranslation();
  const [isDirty, setDirty] = useState(false);
  const leave = () => {
    setDirty(false);
    onClose();
  };
  return (
    <FormDrawer
      isOpen={isOpen}
      title={t(id === null ? 'tasks.newTitle' : 'tasks.oneTitle')}
      isDirty={isDirty}
      onClose={leave}
    >
      {(close) =>
        id === null ? (
          <TaskForm
            task={null}
            links={NO_LINKS}
            {...(dueAt === undefined ? {} : { dueAt })}
            onDirty={setDirty}
            onCancel={close}
            onDone={leave}
          />
        ) : (
          <Known id={isOpen ? id : null} onDirty={setDirty} onCancel={close} onDone={leave} />
        )
      }
    </FormDrawer>
  );
}

interface KnownProps {
  id: number | null;
  onDirty: (isDirty: boolean) => void;
  onCancel: () => void;
  onDone: () => void;
}

function Known({ id, onDirty, onCancel, onDone }: KnownProps) {
  const { t } = useTranslation();
  const can = useCan();
  const query = useTask(id);
  const mayReadDeals = can('deals:read');
  const { titles, areComing } = useDealTitles(query.data ? [query.data] : [], mayReadDeals);
  if (query.error instanceof ApiError && query.error.status === 404) {
    return (
      <EmptyState
        icon={<IconMoodEmpty size={22} stroke={1.6} />}
        title={t('tasks.gone')}
        actions={<Button onClick={onDone}>{t('common.close')}</Button>}
      />
    );
  }
  const skeleton = <Skeleton m={24} height={320} radius="md" aria-label={t('common.loading')} />;
  if (areComing) return skeleton; // the form keeps the names that it begins with
  return (
    <Loadable query={query} failed={t('tasks.failedOne')} skeleton={skeleton}>
      {(task) => {
        const dealTitle = task.deal_id === null ? undefined : titles.get(task.deal_id);
        if (!can('tasks:update')) {
          return (
            <SideNote>
              <TaskFacts task={task} dealTitle={dealTitle} />
            </SideNote>
          );
        }
        const links: Links = {
          deal: task.deal_id === null ? null : optionOf(task.deal_id, dealTitle),
          client: task.client_id === null ? null : optionOf(task.client_id, task.client_name),
        };
        return (
          <TaskForm
            key={task.id}
            task={task}
            links={links}
            onDirty={onDirty}
            onCancel={onCancel}
            onDone={onDone}
          />
        );
      }}
    </Loadable>
  );
}

const optionOf = (id: number, name: string | null | undefined) => ({
  value: String(id),
  label: name ?? `№ ${id}`,
});

// SPDX-License-Identifier: MIT
// The fields of a task. What two people changed at once is put to whoever saves second.

import { Button, Select, Switch, Textarea, TextInput } from '@mantine/core';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Switch.layer.css';
import { useDisclosure } from '@mantine/hooks';
import { IconTrash } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan, useMe } from '../../api/me';
import type { Task } from '../../api/types';
import { DeleteDialog } from '../../ui/DeleteDialog';
import { changesOf, type DraftValue } from '../../ui/draft';
import { FormFrame } from '../../ui/FormFrame';
import { notifyDone } from '../../ui/notices';
import { type Option, RemoteSelect } from '../../ui/RemoteSelect';
import { useTimeZone } from '../../ui/timeZone';
import { textField, useDraft } from '../../ui/useDraft';
import { useRequestKey } from '../../ui/useRequestKey';
import { PersonSelect } from '../people/PersonSelect';
import { useNames } from '../people/queries';
import { isPriority, isStatus, PRIORITIES, STATUSES } from './filters';
import { createTask, saveTask, useRemoveTask } from './queries';
import { findClients, findDeals } from './related';
import classes from './TaskForm.module.css';
import { TimeInput } from './TimeInput';
import { bodyOf, NEW_TASK, type TaskValues, taskProblems, valuesFrom } from './taskForm';
import { wallOf } from './wall';

/** What the task is about, by name. */
export interface Links {
  deal: Option | null;
  client: Option | null;
}

interface TaskFormProps {
  /** null: a new one. */
  task: Task | null;
  links: Links;
  dueAt?: string;
  onDirty: (isDirty: boolean) => void;
  onCancel: () => void;
  onDone: () => void;
}

export function TaskForm(props: TaskFormProps) {
  const { dueAt, onDirty, onCancel, onDone } = props;
  const { t } = useTranslation();
  const can = useCan();
  const zone = useTimeZone();
  const myId = useMe().user.id;
  const keyOf = useRequestKey();
  const [task] = useState(props.task); // what is being edited does not change under the hands
  const [links, setLinks] = useState(props.links);
  const draft = useDraft<TaskValues, Task>({
    first: {
      revision: task?.revision ?? 0,
      values: task
        ? valuesFrom(task, zone)
        : { ...NEW_TASK, assignee_id: myId, due_at: wallOf(zone, dueAt ?? null) },
    },
    problems: (values) => taskProblems(t, values),
    save: (values, base) => {
      const changes = changesOf(values, task ? base.values : NEW_TASK);
      const body = bodyOf(changes, zone);
      if (task) return saveTask(task.id, body, base.revision);
      const whole = { ...body, title: values.title.trim() };
      return createTask(whole, keyOf(whole));
    },
    valuesOf: (row) => valuesFrom(row as unknown as Task, zone),
    onSaved: ({ id, title }) => {
      onDone();
      notifyDone({ id: `task-${id}`, title: t(task ? 'tasks.saved' : 'tasks.added', { title }) });
    },
  });
  const { values } = draft;
  const wouldLose = draft.isDirty && !draft.isSending;
  useEffect(() => onDirty(wouldLose), [wouldLose, onDirty]);
  const link = (field: 'deal' | 'client', option: Option | null) => {
    setLinks((now) => ({ ...now, [field]: option }));
    draft.set(`${field}_id`, option?.value ?? '');
  };
  // After a quarrel another one's choice may stand in the field.
  const shown = (option: Option | null, id: string): Option | null =>
    id === '' ? null : option?.value === id ? option : { value: id, label: `№ ${id}` };
  const wordsOf = useValueWords(links);

  return (
    <FormFrame
      draft={draft}
      layout="dialog"
      submit={t(task ? 'common.save' : 'tasks.add')}
      isIdle={task !== null && !draft.isDirty}
      onCancel={onCancel}
      labelOf={(field) => t(`tasks.fields.${LABELS[field]}`)}
      wordsOf={wordsOf}
    >
      <TextInput
        {...textField(draft, 'title')}
        label={t('tasks.fields.title')}
        required
        autoComplete="off"
        data-autofocus
      />
      <Textarea
        {...textField(draft, 'description')}
        label={t('tasks.fields.description')}
        autosize
        minRows={2}
        maxRows={10}
      />
      <TimeInput
        name="due_at"
        label={t('tasks.fields.due')}
        placeholder={t('tasks.noDue')}
        value={values.due_at}
        error={draft.errorOf('due_at')}
        onChange={(due) => draft.set('due_at', due)}
      />
      <div className={classes.pair}>
        <Select
          label={t('tasks.fields.priority')}
          allowDeselect={false}
          data={PRIORITIES.map((value) => ({ value, label: t(`tasks.priorities.${value}`) }))}
          value={values.priority}
          error={draft.errorOf('priority')}
          onChange={(value) => isPriority(value) && draft.set('priority', value)}
        />
        {task && (
          <Select
            label={t('tasks.fields.status')}
            allowDeselect={false}
            data={STATUSES.map((value) => ({ value, label: t(`tasks.statuses.${value}`) }))}
            value={values.status}
            error={draft.errorOf('status')}
            onChange={(value) => isStatus(value) && draft.set('status', value)}
          />
        )}
      </div>
      <PersonSelect
        name="assignee_id"
        label={t('tasks.fields.assignee')}
        value={values.assignee_id === '' ? null : values.assignee_id}
        error={draft.errorOf('assignee_id')}
        onChange={(id) => draft.set('assignee_id', id ?? '')}
      />
      {can('deals:read') && (
        <RemoteSelect
          name="deal_id"
          label={t('tasks.fields.deal')}
          placeholder={t('tasks.findDeal')}
          clearable
          clearButtonProps={{ 'aria-label': t('tasks.clearDeal') }}
          queryKey={['deals', 'choices']}
          search={findDeals}
          value={shown(links.deal, values.deal_id)}
          error={draft.errorOf('deal_id')}
          onChange={(option) => link('deal', option)}
        />
      )}
      {can('clients:read') && (
        <RemoteSelect
          name="client_id"
          label={t('tasks.fields.client')}
          placeholder={t('tasks.findClient')}
          clearable
          clearButtonProps={{ 'aria-label': t('tasks.clearClient') }}
          queryKey={['clients', 'choices']}
          search={findClients}
          value={shown(links.client, values.client_id)}
          error={draft.errorOf('client_id')}
          onChange={(option) => link('client', option)}
        />
      )}
      <TimeInput
        name="remind_at"
        label={t('tasks.fields.remind')}
        description={t('tasks.remindHint')}
        placeholder={t('tasks.remindWhenDue')}
        value={values.remind_at}
        error={draft.errorOf('remind_at')}
        onChange={(time) => draft.set('remind_at', time)}
      />
      <Switch
        name="remind_by_email"
        label={t('tasks.fields.byEmail')}
        checked={values.remind_by_email}
        onChange={(event) => draft.set('remind_by_email', event.currentTarget.checked)}
      />
      {task && can('tasks:delete') && <RemoveButton task={task} onRemoved={onDone} />}
    </FormFrame>
  );
}

const LABELS = {
  title: 'title',
  description: 'description',
  due_at: 'due',
  status: 'status',
  priority: 'priority',
  assignee_id: 'assignee',
  deal_id: 'deal',
  client_id: 'client',
  remind_at: 'remind',
  remind_by_email: 'byEmail',
} as const;

/** A value of a field as the choice between two people's shows it. */
function useValueWords(links: Links) {
  const { t } = useTranslation();
  const names = useNames().data;
  return (field: keyof TaskValues, value: DraftValue): string => {
    if (typeof value === 'boolean') return t(value ? 'tasks.yes' : 'tasks.no');
    if (value === '') return t('tasks.none');
    if (field === 'status' && isStatus(value)) return t(`tasks.statuses.${value}`);
    if (field === 'priority' && isPriority(value)) return t(`tasks.priorities.${value}`);
    if (field === 'assignee_id') return names?.find(({ id }) => id === value)?.full_name ?? value;
    if (field === 'due_at' || field === 'remind_at') return value.slice(0, 16);
    const option = field === 'deal_id' ? links.deal : field === 'client_id' ? links.client : null;
    return option?.value === value ? option.label : value;
  };
}

function RemoveButton({ task, onRemoved }: { task: Task; onRemoved: () => void }) {
  const { t } = useTranslation();
  const [isAsking, asking] = useDisclosure(false);
  const removal = useRemoveTask();
  const { id, title } = task;
  return (
    <>
      <Button
        className={classes.remove ?? ''}
        variant="subtle"
        color="red"
        leftSection={<IconTrash size={16} stroke={1.7} />}
        onClick={asking.open}
      >
        {t('tasks.remove')}
      </Button>
      <DeleteDialog
        mutation={removal}
        subject={isAsking ? id : undefined}
        noticeId={`task-${id}`}
        words={{
          title: t('tasks.removeTitle'),
          text: t('tasks.removeText', { title }),
          confirm: t('tasks.remove'),
          done: t('tasks.removed', { title }),
          failed: t('tasks.removeFailed', { title }),
        }}
        onClose={asking.close}
        onDeleted={onRemoved}
      />
    </>
  );
}

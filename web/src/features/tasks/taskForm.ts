// SPDX-License-Identifier: MIT
// The fields of a task as a form has them, and what of them is sent.

import type { TFunction } from 'i18next';
import type { Task, TaskPriority, TaskStatus, TaskUpdate } from '../../api/types';
import { textProblem } from '../../ui/fieldProblems';
import { problems } from '../../ui/useDraft';
import { instantFrom, wallOf } from './wall';

export const TITLE_MAX = 300;
const DESCRIPTION_MAX = 10_000;

export type TaskValues = {
  title: string;
  description: string;
  /** Times as a picker has them, ids as texts; '': none. */
  due_at: string;
  status: TaskStatus;
  priority: TaskPriority;
  assignee_id: string;
  deal_id: string;
  client_id: string;
  remind_at: string;
  remind_by_email: boolean;
};

export const NEW_TASK: TaskValues = {
  title: '',
  description: '',
  due_at: '',
  status: 'open',
  priority: 'normal',
  assignee_id: '',
  deal_id: '',
  client_id: '',
  remind_at: '',
  remind_by_email: false,
};

export const valuesFrom = (task: Task, zone: string): TaskValues => ({
  title: task.title,
  description: task.description,
  due_at: wallOf(zone, task.due_at),
  status: task.status,
  priority: task.priority,
  assignee_id: task.assignee_id ?? '',
  deal_id: String(task.deal_id ?? ''),
  client_id: String(task.client_id ?? ''),
  remind_at: wallOf(zone, task.remind_at),
  remind_by_email: task.remind_by_email,
});

/** The body that these changes are sent as. */
export function bodyOf(changes: Partial<TaskValues>, zone: string): TaskUpdate {
  const { due_at, remind_at, assignee_id, deal_id, client_id, ...rest } = changes;
  return {
    ...rest,
    ...(due_at === undefined ? {} : { due_at: instantFrom(zone, due_at) }),
    ...(remind_at === undefined ? {} : { remind_at: instantFrom(zone, remind_at) }),
    ...(assignee_id === undefined ? {} : { assignee_id: assignee_id === '' ? null : assignee_id }),
    ...(deal_id === undefined ? {} : { deal_id: deal_id === '' ? null : Number(deal_id) }),
    ...(client_id === undefined ? {} : { client_id: client_id === '' ? null : Number(client_id) }),
  };
}

export const taskProblems = (t: TFunction, values: TaskValues) =>
  problems<TaskValues>({
    title: textProblem(t, values.title, TITLE_MAX),
    description: textProblem(t, values.description, DESCRIPTION_MAX, false),
  });

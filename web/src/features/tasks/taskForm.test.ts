// SPDX-License-Identifier: MIT
// What a form holds comes from the row and goes back as the contract wants it.

import { describe, expect, it } from 'vitest';
import type { Task } from '../../api/types';
import { withChange } from './cache';
import { bodyOf, valuesFrom } from './taskForm';

const ZONE = 'Asia/Almaty';

const TASK: Task = {
  id: 7,
  title: 'Позвонить',
  description: '',
  due_at: '2026-11-20T13:00:00.000Z',
  status: 'open',
  priority: 'high',
  assignee_id: null,
  assignee_name: null,
  deal_id: 12,
  client_id: null,
  client_name: null,
  remind_at: null,
  remind_by_email: true,
  reminded_at: null,
  completed_at: null,
  created_by: null,
  created_by_name: null,
  revision: 3,
  created_at: '2026-11-01T00:00:00.000Z',
  updated_at: '2026-11-01T00:00:00.000Z',
};

describe('a form', () => {
  it('has times by the clocks of the organisation and ids as texts', () => {
    const { due_at, deal_id, client_id, remind_at } = valuesFrom(TASK, ZONE);
    expect({ due_at, deal_id, client_id, remind_at }).toEqual({
      due_at: '2026-11-20 18:00:00',
      deal_id: '12',
      client_id: '',
      remind_at: '',
    });
  });

  it('sends back the same, and null for what was emptied', () => {
    const { due_at, deal_id } = bodyOf(valuesFrom(TASK, ZONE), ZONE);
    expect({ due_at, deal_id }).toEqual({ due_at: TASK.due_at, deal_id: TASK.deal_id });
    expect(bodyOf({ due_at: '', deal_id: '', assignee_id: '' }, ZONE)).toEqual({
      due_at: null,
      deal_id: null,
      assignee_id: null,
    });
  });

  it('sends nothing that was not changed', () => {
    expect(bodyOf({ title: 'Написать' }, ZONE)).toEqual({ title: 'Написать' });
  });
});

describe('a change that shows at once', () => {
  const page = { items: [TASK, { ...TASK, id: 8 }], next_cursor: null };
  const done = { status: 'done' } as const;

  it('reaches the list, the calendar and the open task, and no other', () => {
    expect(withChange(page, 7, done)).toEqual({
      items: [
        { ...TASK, ...done },
        { ...TASK, id: 8 },
      ],
      next_cursor: null,
    });
    const list = { pages: [page], pageParams: [undefined] };
    expect(withChange(list, 9, done)).toEqual(list);
    expect(withChange(TASK, 7, done)).toEqual({ ...TASK, ...done });
    expect(withChange(undefined, 7, done)).toBeUndefined();
  });
});

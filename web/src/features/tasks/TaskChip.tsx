// SPDX-License-Identifier: MIT
// A task on its day: a click or Enter opens it, dragging or the space bar takes it to another day.

import { useDraggable } from '@dnd-kit/core';
import type { HTMLAttributes, Ref } from 'react';
import { useTranslation } from 'react-i18next';
import type { Task } from '../../api/types';
import { useNow } from '../../ui/clock';
import { useFormat } from '../../ui/format';
import classes from './TaskChip.module.css';

interface TaskChipProps {
  task: Task;
  isLifted?: boolean;
  isGap?: boolean;
  grip?: { ref: Ref<HTMLButtonElement>; props: HTMLAttributes<HTMLButtonElement> };
  onOpen?: (id: number) => void;
}

export function TaskChip({ task, isLifted, isGap, grip, onOpen }: TaskChipProps) {
  const format = useFormat();
  const now = useNow();
  const isOpen = task.status === 'open';
  const isOverdue = isOpen && task.due_at !== null && Date.parse(task.due_at) < now;
  return (
    <button
      type="button"
      ref={grip?.ref}
      className={classes.root}
      title={task.title}
      data-over={!isOpen || undefined}
      data-overdue={isOverdue || undefined}
      data-priority={task.priority}
      data-lifted={isLifted || undefined}
      data-gap={isGap || undefined}
      data-drags={grip !== undefined || undefined}
      onClick={() => onOpen?.(task.id)}
      {...grip?.props}
    >
      {task.due_at !== null && <span className={classes.time}>{format.time(task.due_at)}</span>}
      <span className={classes.title}>{task.title}</span>
    </button>
  );
}

interface DraggableChipProps {
  task: Task;
  canDrag: boolean;
  onOpen: (id: number) => void;
}

export function DraggableChip({ task, canDrag, onOpen }: DraggableChipProps) {
  const { t } = useTranslation();
  const { setNodeRef, attributes, listeners, isDragging } = useDraggable({
    id: task.id,
    disabled: !canDrag,
    attributes: { roleDescription: t('tasks.drag.role') },
  });
  return (
    <TaskChip
      task={task}
      isGap={isDragging}
      {...(canDrag ? { grip: { ref: setNodeRef, props: { ...attributes, ...listeners } } } : {})}
      onOpen={onOpen}
    />
  );
}

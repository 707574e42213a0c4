// SPDX-License-Identifier: MIT
// Dragging a task to another day, by mouse, finger (held for a moment, so that one can still scroll) or keyboard. The
// arrows name the day instead of steering by pixels, so they do the same in the month, the week and the agenda.

import {
  type CollisionDetection,
  type DragEndEvent,
  KeyboardCode,
  type KeyboardCoordinateGetter,
  KeyboardSensor,
  MouseSensor,
  pointerWithin,
  TouchSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import { useCallback, useMemo, useRef, useState } from 'react';
import type { Task } from '../../api/types';
import { type Day, dayIn } from '../../ui/calendar';
import { dayBeside } from './month';

/** The same objects each time: new options would draw every task anew. */
const BY_MOUSE = { activationConstraint: { distance: 4 } };
const BY_FINGER = { activationConstraint: { delay: 250, tolerance: 8 } };
/** Enter opens the task. */
const KEYS = {
  start: [KeyboardCode.Space],
  cancel: [KeyboardCode.Esc],
  end: [KeyboardCode.Space, KeyboardCode.Enter],
};

/** The key that leads to the next day, and to the one before, in days below each other. */
const IN_AGENDA: Record<string, string> = { ArrowUp: 'ArrowLeft', ArrowDown: 'ArrowRight' };

interface DayDragOptions {
  days: Day[];
  isAgenda: boolean;
  tasks: readonly Task[];
  zone: string;
  onMove: (task: Task, day: Day) => void;
}

export function useDayDrag({ days, isAgenda, tasks, zone, onMove }: DayDragOptions) {
  const [heldId, setHeldId] = useState<number>();
  const byKeyboard = useRef<Day>(undefined);
  const held = tasks.find(({ id }) => id === heldId);
  const dayOf = useCallback(
    (id: unknown): Day | undefined => {
      const due = tasks.find((task) => task.id === id)?.due_at;
      return due == null ? undefined : dayIn(zone, due);
    },
    [tasks, zone],
  );

  const coordinates = useCallback<KeyboardCoordinateGetter>(
    (event, { active, context }) => {
      const from = byKeyboard.current ?? dayOf(active);
      const code = (isAgenda ? IN_AGENDA[event.code] : undefined) ?? event.code;
      const day = from === undefined ? undefined : dayBeside(days, from, code);
      const node = day === undefined ? undefined : context.droppableContainers.get(day)?.node;
      if (!node?.current) return undefined;
      event.preventDefault();
      byKeyboard.current = day;
      node.current.scrollIntoView({ block: 'nearest' });
      const { left, top } = node.current.getBoundingClientRect();
      return { x: left, y: top };
    },
    [days, isAgenda, dayOf],
  );
  const byArrows = useMemo(
    () => ({ coordinateGetter: coordinates, keyboardCodes: KEYS }),
    [coordinates],
  );
  const sensors = useSensors(
    useSensor(MouseSensor, BY_MOUSE),
    useSensor(TouchSensor, BY_FINGER),
    useSensor(KeyboardSensor, byArrows),
  );

  const collisions = useCallback<CollisionDetection>(
    (args) => {
      if (args.pointerCoordinates !== null) return pointerWithin(args);
      const day = byKeyboard.current ?? dayOf(args.active.id);
      return day === undefined ? [] : [{ id: day }];
    },
    [dayOf],
  );

  return {
    held,
    context: {
      sensors,
      collisionDetection: collisions,
      onDragStart: ({ active }: { active: { id: unknown } }) => {
        byKeyboard.current = undefined;
        setHeldId(Number(active.id));
      },
      onDragEnd: ({ active, over }: DragEndEvent) => {
        setHeldId(undefined);
        const task = tasks.find(({ id }) => id === active.id);
        if (!task || !over || over.id === dayOf(active.id)) return;
        onMove(task, String(over.id));
      },
      onDragCancel: () => setHeldId(undefined),
    },
  };
}

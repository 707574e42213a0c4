// SPDX-License-Identifier: MIT
// Dragging on the board. While a card is held the board shows a copy of the columns in which only that
// card moves, so events from elsewhere cannot pull it out of the hand. The keyboard names its target
// (a neighbour or a column) instead of steering by pixels, so arrows do the same wherever columns scroll.

import {
  type CollisionDetection,
  closestCenter,
  type DragEndEvent,
  type DragOverEvent,
  type DragStartEvent,
  getFirstCollision,
  KeyboardCode,
  type KeyboardCoordinateGetter,
  KeyboardSensor,
  PointerSensor,
  pointerWithin,
  rectIntersection,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import { useCallback, useMemo, useRef, useState } from 'react';
import {
  type Columns,
  columnOf,
  isSamePlace,
  isStatus,
  moveTo,
  type Place,
  placeOf,
  STATUSES,
} from './board';
import { keyboardTarget } from './keyboardTarget';

/** The same object each time: new options would draw every card anew. */
const BY_POINTER = { activationConstraint: { distance: 4 } };

interface Held {
  id: string;
  columns: Columns;
}

export function useBoardDrag(columns: Columns, onMove: (id: string, place: Place) => void) {
  const [held, setHeld] = useState<Held>();
  const shown = useMemo(() => (held ? withoutGone(held, columns) : columns), [held, columns]);
  const latest = useRef(shown);
  latest.current = shown;
  const byKeyboard = useRef<string>(undefined);

  const coordinates = useCallback<KeyboardCoordinateGetter>((event, { active, context }) => {
    const directions: string[] = [
      KeyboardCode.Up,
      KeyboardCode.Down,
      KeyboardCode.Left,
      KeyboardCode.Right,
    ];
    if (!directions.includes(event.code)) return undefined;
    event.preventDefault();
    const from = byKeyboard.current ?? String(active);
    const target = keyboardTarget(latest.current, String(active), from, event.code);
    if (target === undefined) return undefined;
    const column = isStatus(target) ? latest.current[target] : undefined;
    const node = context.droppableContainers.get(column?.at(-1) ?? target)?.node.current;
    if (!node) return undefined;
    byKeyboard.current = target;
    // The sensor scrolls the card's own column; another one must be brought into view here.
    const isBeside = event.code === KeyboardCode.Left || event.code === KeyboardCode.Right;
    if (isBeside) node.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    const rect = node.getBoundingClientRect();
    return { x: rect.left, y: column && column.length > 0 ? rect.bottom : rect.top };
  }, []);

  const byArrows = useMemo(() => ({ coordinateGetter: coordinates }), [coordinates]);
  const sensors = useSensors(
    useSensor(PointerSensor, BY_POINTER),
    useSensor(KeyboardSensor, byArrows),
  );

  const collisions = useCallback<CollisionDetection>((args) => {
    if (args.pointerCoordinates === null) {
      const target = byKeyboard.current ?? args.active.id;
      const container = args.droppableContainers.find(({ id }) => id === target);
      return container ? [{ id: container.id }] : [];
    }
    const under = pointerWithin(args);
    const over = getFirstCollision(under.length > 0 ? under : rectIntersection(args), 'id');
    const status = isStatus(over)
      ? over
      : over === null
        ? undefined
        : columnOf(latest.current, String(over));
    if (!status) return [];
    const cards = args.droppableContainers.filter(({ id }) =>
      latest.current[status].includes(String(id)),
    );
    if (cards.length === 0) return [{ id: status }];
    return closestCenter({ ...args, droppableContainers: cards });
  }, []);

  const onDragStart = useCallback(({ active }: DragStartEvent) => {
    byKeyboard.current = undefined;
    setHeld({ id: String(active.id), columns: latest.current });
  }, []);

  /** Only a change of column is applied while dragging; inside one the sortable list shows the gap. */
  const onDragOver = useCallback(({ active, over }: DragOverEvent) => {
    if (!over) return;
    const id = String(active.id);
    const overId = String(over.id);
    const status = isStatus(overId) ? overId : columnOf(latest.current, overId);
    if (!status || status === columnOf(latest.current, id)) return;
    const column = latest.current[status];
    const rect = active.rect.current.translated;
    const isBelow = rect !== null && rect.top > over.rect.top + over.rect.height / 2;
    const index = isStatus(overId) ? column.length : column.indexOf(overId) + (isBelow ? 1 : 0);
    if (byKeyboard.current !== undefined) byKeyboard.current = id;
    setHeld({ id, columns: moveTo(latest.current, id, status, index) });
  }, []);

  const onDragEnd = useCallback(
    ({ active, over }: DragEndEvent) => {
      const id = String(active.id);
      const now = latest.current;
      const status = columnOf(now, id);
      setHeld(undefined);
      if (!status) return;
      const overIndex = over ? now[status].indexOf(String(over.id)) : -1;
      const next = overIndex >= 0 ? moveTo(now, id, status, overIndex) : now;
      const place = placeOf(next, id);
      if (place && !isSamePlace(next, columns, id)) onMove(id, place);
    },
    [columns, onMove],
  );

  const onDragCancel = useCallback(() => setHeld(undefined), []);

  return {
    columns: shown,
    heldId: held?.id,
    context: {
      sensors,
      collisionDetection: collisions,
      onDragStart,
      onDragOver,
      onDragEnd,
      onDragCancel,
    },
  };
}

/** Cards that others deleted while one was dragged leave at once; new ones wait until it is put down. */
function withoutGone(held: Held, columns: Columns): Columns {
  const present = new Set(STATUSES.flatMap((status) => columns[status]));
  const next = { ...held.columns };
  for (const status of STATUSES) next[status] = next[status].filter((id) => present.has(id));
  return next;
}

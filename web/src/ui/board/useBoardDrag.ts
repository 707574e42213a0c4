// SPDX-License-Identifier: MIT
// Dragging on a board. While a card is held the board shows a copy of the columns in which only that
// card moves, so events from elsewhere cannot pull it out of the hand. The keyboard names its target
// (a neighbour or a column) instead of steering by pixels, so arrows do the same wherever columns scroll.
// Long columns are drawn in part: what is not drawn cannot be aimed at, so the nearest that is stands in for it.

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
  type SensorContext,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import { useCallback, useMemo, useRef, useState } from 'react';
import {
  type Columns,
  columnAt,
  columnOf,
  isColumn,
  isSamePlace,
  keysOf,
  moveTo,
  type Place,
  placeOf,
} from './columns';
import { keyboardTarget } from './keyboardTarget';

/** The same object each time: new options would draw every card anew. */
const BY_POINTER = { activationConstraint: { distance: 4 } };
const ARROWS: string[] = [
  KeyboardCode.Up,
  KeyboardCode.Down,
  KeyboardCode.Left,
  KeyboardCode.Right,
];

type Containers = SensorContext['droppableContainers'];

interface Held<K extends string> {
  id: string;
  columns: Columns<K>;
}

export type BoardDrag<K extends string> = ReturnType<typeof useBoardDrag<K>>;

export function useBoardDrag<K extends string>(
  columns: Columns<K>,
  onMove: (id: string, place: Place<K>) => void,
) {
  const [held, setHeld] = useState<Held<K>>();
  const shown = useMemo(() => (held ? withoutGone(held, columns) : columns), [held, columns]);
  const latest = useRef(shown);
  latest.current = shown;
  const byKeyboard = useRef<string>(undefined);

  const coordinates = useCallback<KeyboardCoordinateGetter>((event, { active, context }) => {
    if (!ARROWS.includes(event.code)) return undefined;
    event.preventDefault();
    const from = byKeyboard.current ?? String(active);
    const wanted = keyboardTarget(latest.current, String(active), from, event.code);
    const target = wanted && drawn(latest.current, wanted, context.droppableContainers);
    if (target === undefined) return undefined;
    const column = isColumn(latest.current, target) ? latest.current[target] : undefined;
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
    const key = over === null ? undefined : columnAt(latest.current, String(over));
    if (key === undefined) return [];
    const ids = new Set<unknown>(latest.current[key]);
    const cards = args.droppableContainers.filter(({ id }) => ids.has(id));
    if (cards.length === 0) return [{ id: key }];
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
    const key = columnAt(latest.current, overId);
    if (key === undefined || key === columnOf(latest.current, id)) return;
    const column = latest.current[key];
    const rect = active.rect.current.translated;
    const isBelow = rect !== null && rect.top > over.rect.top + over.rect.height / 2;
    const index = overId === key ? column.length : column.indexOf(overId) + (isBelow ? 1 : 0);
    if (byKeyboard.current !== undefined) byKeyboard.current = id;
    setHeld({ id, columns: moveTo(latest.current, id, key, index) });
  }, []);

  const onDragEnd = useCallback(
    ({ active, over }: DragEndEvent) => {
      const id = String(active.id);
      const now = latest.current;
      const key = columnOf(now, id);
      setHeld(undefined);
      if (key === undefined) return;
      const overIndex = over ? now[key].indexOf(String(over.id)) : -1;
      const next = overIndex >= 0 ? moveTo(now, id, key, overIndex) : now;
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

/** The target itself where it is drawn, else the card of its column that is drawn nearest to it. */
function drawn<K extends string>(
  columns: Columns<K>,
  target: string,
  containers: Containers,
): string | undefined {
  const isDrawn = (id: string) => Boolean(containers.get(id)?.node.current);
  if (isDrawn(target)) return target;
  const key = columnOf(columns, target);
  if (key === undefined) return undefined;
  const at = columns[key].indexOf(target);
  let nearest: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  columns[key].forEach((id, index) => {
    const distance = Math.abs(index - at);
    if (distance < least && isDrawn(id)) [nearest, least] = [id, distance];
  });
  return nearest;
}

/** Cards that others deleted while one was dragged leave at once; new ones wait until it is put down. */
function withoutGone<K extends string>(held: Held<K>, columns: Columns<K>): Columns<K> {
  const present = new Set(keysOf(columns).flatMap((key) => columns[key]));
  const next = { ...held.columns };
  for (const key of keysOf(next)) next[key] = next[key].filter((id) => present.has(id));
  return next;
}

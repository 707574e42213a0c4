// SPDX-License-Identifier: MIT
// A card that can be dragged: what its slot in the column and its grip have to carry.

import { useSortable } from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import { useReducedMotion } from '@mantine/hooks';
import { type HTMLAttributes, type Ref, useMemo } from 'react';
import { useTranslation } from 'react-i18next';

export interface Grip {
  ref: Ref<HTMLButtonElement>;
  props: HTMLAttributes<HTMLButtonElement>;
}

export function useCardDrag(id: string | number, isMovable: boolean) {
  const { t } = useTranslation();
  const isCalm = useReducedMotion();
  const sortable = useSortable({
    id,
    disabled: !isMovable,
    transition: isCalm ? null : { duration: 180, easing: 'cubic-bezier(0.2, 0, 0, 1)' },
    attributes: { roleDescription: t('drag.role') },
  });
  const { attributes, listeners, setActivatorNodeRef, isDragging } = sortable;
  const grip = useMemo<Grip>(
    () => ({ ref: setActivatorNodeRef, props: { ...attributes, ...listeners } }),
    [setActivatorNodeRef, attributes, listeners],
  );
  return {
    slot: {
      ref: sortable.setNodeRef,
      style: {
        transform: CSS.Translate.toString(sortable.transform),
        transition: sortable.transition,
      },
    },
    grip: isMovable ? grip : undefined,
    isDragging,
  };
}

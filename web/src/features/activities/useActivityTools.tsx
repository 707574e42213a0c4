// SPDX-License-Identifier: MIT
// What can be done with an activity where it stands: it is changed in its place, and deleted after a question.

import { ActionIcon } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../api/me';
import type { Activity } from '../../api/types';
import { DeleteDialog } from '../../ui/DeleteDialog';
import { ActivityEditor } from './ActivityEditor';
import { isRecord, useDeleteActivity } from './queries';
import classes from './useActivityTools.module.css';

interface ActivityTools {
  /** The buttons; undefined: one may do nothing. */
  tools: ReactNode;
  /** In place of the text while it is being changed. */
  editor: ReactNode;
}

/** Whoever may do it with own activities alone is shown no others, so that the right is all there is to ask for. */
export function useActivityTools(activity: Activity): ActivityTools {
  const { t } = useTranslation();
  const can = useCan();
  const remove = useDeleteActivity();
  const pencil = useRef<HTMLButtonElement>(null);
  const wasEditing = useRef(false);
  const [isEditing, setEditing] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const close = useCallback(() => setEditing(false), []);
  useEffect(() => {
    if (wasEditing.current && !isEditing) pencil.current?.focus();
    wasEditing.current = isEditing;
  }, [isEditing]);
  const mayEdit = can('activities:update');
  const mayDelete = can('activities:delete');
  if (isRecord(activity) || !(mayEdit || mayDelete)) return { tools: undefined, editor: undefined };
  const name = t(`activities.types.${activity.type}`);
  return {
    tools: (
      <span className={classes.tools}>
        {mayEdit && (
          <ActionIcon
            ref={pencil}
            variant="subtle"
            color="gray"
            disabled={isEditing}
            aria-label={t('activities.editOf', { name })}
            onClick={() => setEditing(true)}
          >
            <IconPencil size={16} stroke={1.6} />
          </ActionIcon>
        )}
        {mayDelete && (
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('activities.deleteOf', { name })}
            onClick={() => setAsking(true)}
          >
            <IconTrash size={16} stroke={1.6} />
          </ActionIcon>
        )}
        <DeleteDialog
          mutation={remove}
          subject={isAsking ? activity : undefined}
          noticeId={`activity-${activity.id}`}
          words={{
            title: t('activities.deleteTitle'),
            text: t('activities.deleteText'),
            confirm: t('activities.delete'),
            done: t('activities.deleted'),
            failed: t('activities.deleteFailed'),
          }}
          onClose={() => setAsking(false)}
        />
      </span>
    ),
    editor: isEditing ? <ActivityEditor activity={activity} onClose={close} /> : undefined,
  };
}

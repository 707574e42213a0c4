// SPDX-License-Identifier: MIT
// What can be done with an activity where it stands: it is changed in its place, and deleted after a question.

import { ActionIcon } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../api/me';
import type { Activity } from '../../api/types';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { errorText } from '../../ui/errorText';
import { notifyFailed } from '../../ui/notices';
import { ActivityEditor } from './ActivityEditor';
import { deleteActivity, isRecord } from './queries';
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
        <DeleteDialog activity={activity} isOpen={isAsking} onClose={() => setAsking(false)} />
      </span>
    ),
    editor: isEditing ? <ActivityEditor activity={activity} onClose={close} /> : undefined,
  };
}

interface DeleteDialogProps {
  activity: Activity;
  isOpen: boolean;
  onClose: () => void;
}

function DeleteDialog({ activity, isOpen, onClose }: DeleteDialogProps) {
  const { t } = useTranslation();
  const [isBusy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      await deleteActivity(activity);
    } catch (error) {
      notifyFailed({
        id: `activity-${activity.id}`,
        title: t('activities.deleteFailed'),
        text: errorText(t, error),
      });
    } finally {
      setBusy(false);
      onClose();
    }
  };
  return (
    <ConfirmDialog
      isOpen={isOpen}
      title={t('activities.deleteTitle')}
      confirm={t('activities.delete')}
      isDangerous
      isBusy={isBusy}
      onClose={onClose}
      onConfirm={() => void run()}
    >
      {t('activities.deleteText')}
    </ConfirmDialog>
  );
}

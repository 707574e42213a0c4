// SPDX-License-Identifier: MIT
// Asks whether something shall go for good, sees to it, and says what became of that.

import type { UseMutationResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from './ConfirmDialog';
import { errorText } from './errorText';
import { notifyDone, notifyFailed } from './notices';

interface Deletion<S> {
  mutation: Pick<UseMutationResult<unknown, Error, S>, 'mutate' | 'isPending'>;
  /** Of the notice that says what became of it. */
  noticeId: string;
  words: { title: string; text: string; confirm: string; done: string; failed: string };
  onDeleted?: () => void;
}

interface DeleteDialogProps<S> extends Deletion<S> {
  /** What the mutation is given; undefined: nothing is asked. */
  subject: S | undefined;
  onClose: () => void;
}

export function DeleteDialog<S>(props: DeleteDialogProps<S>) {
  const { mutation, noticeId: id, words, onDeleted, subject, onClose } = props;
  const { t } = useTranslation();
  const run = () => {
    if (subject === undefined) return;
    mutation.mutate(subject, {
      onSettled: onClose,
      onSuccess: () => {
        notifyDone({ id, title: words.done });
        onDeleted?.();
      },
      onError: (error) => notifyFailed({ id, title: words.failed, text: errorText(t, error) }),
    });
  };
  return (
    <ConfirmDialog
      isOpen={subject !== undefined}
      title={words.title}
      confirm={words.confirm}
      isDangerous
      isBusy={mutation.isPending}
      onClose={onClose}
      onConfirm={run}
    >
      {words.text}
    </ConfirmDialog>
  );
}

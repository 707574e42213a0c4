// SPDX-License-Identifier: MIT
// Moving a card: at once on the screen, then on the server; back again with a notice when the server says
// no. Moves go out one after the other, so that quick hands cannot overtake themselves. A module whose
// check failed does not become active by accident: the evidence is shown and the person decides.

import { useMutation } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client';
import { ApiError } from '../../api/errors';
import { queryClient } from '../../api/live';
import type { Module } from '../../api/types';
import { placeOf, present } from '../../ui/board/columns';
import { errorText } from '../../ui/errorText';
import { notifyDone, notifyFailed } from '../../ui/notices';
import { applyPlace, type Place, toColumns } from './board';
import { applyServerRow } from './events';
import { type Evidence, evidenceOf } from './evidence';
import { changeModules, MODULES_KEY, MOVE_KEY, readModulesAnew } from './queries';

interface Move {
  module: Module;
  to: Place;
  from: Place;
  isForced: boolean;
  isUndo: boolean;
}

export interface Refusal {
  module: Module;
  to: Place;
  evidence: Evidence | undefined;
}

function send({ module, to, from, isForced }: Move) {
  const path = { id: module.id };
  const { column: status, ...neighbour } = to;
  const isInside = status === from.column && Object.keys(neighbour).length > 0;
  return answerOf(
    isInside
      ? api.PATCH('/modules/{id}/order', { params: { path }, body: neighbour })
      : api.PATCH('/modules/{id}/status', {
          params: { path },
          body: { status, ...neighbour, ...(isForced ? { force: true } : {}) },
        }),
  );
}

/** The neighbour left the column while the move was on its way. */
function isStale(error: Error): boolean {
  return error instanceof ApiError && error.fields.some(({ code }) => code === 'not_in_column');
}

export interface ModuleMoves {
  move: (module: Module, to: Place) => void;
  undoLast: () => void;
  refusal: Refusal | undefined;
  forceRefused: () => void;
  dismissRefusal: () => void;
}

export function useModuleMoves(): ModuleMoves {
  const { t } = useTranslation();
  const [refusal, setRefusal] = useState<Refusal>();
  const undo = useRef<() => void>(undefined);

  const { mutate } = useMutation({
    mutationKey: MOVE_KEY,
    scope: { id: 'module-moves' },
    mutationFn: send,
    onSuccess: ({ data }, move) => {
      changeModules((modules) => applyServerRow(modules, data));
      const back = () => start(data, move.from, { isForced: false, isUndo: true });
      undo.current = move.isUndo ? undefined : back;
      notifyDone({
        id: `move-${data.id}`,
        title: move.isUndo
          ? t('move.undone', { name: data.name })
          : move.to.column === move.from.column
            ? t('move.reordered', { name: data.name })
            : t('move.moved', { name: data.name, column: t(`status.${move.to.column}`) }),
        ...(move.isUndo ? {} : { action: { label: t('move.undo'), run: back } }),
      });
    },
    onError: (error, move) => {
      changeModules((modules) => applyPlace(modules, move.module.id, move.from));
      if (error instanceof ApiError && error.code === 'module_unhealthy') {
        setRefusal({ module: move.module, to: move.to, evidence: evidenceOf(error) });
        return;
      }
      notifyFailed({
        id: `move-${move.module.id}`,
        title: t('move.failed', { name: move.module.name }),
        text: isStale(error) ? t('move.boardChanged') : errorText(t, error),
        action: {
          label: t('common.retry'),
          run: () => start(move.module, move.to, { isForced: move.isForced, isUndo: move.isUndo }),
        },
      });
    },
    onSettled: () => {
      if (queryClient.isMutating({ mutationKey: MOVE_KEY }) <= 1) readModulesAnew();
    },
  });

  const start = useCallback(
    (module: Module, to: Place, options: { isForced: boolean; isUndo: boolean }) => {
      void queryClient.cancelQueries({ queryKey: MODULES_KEY, exact: true });
      const modules = queryClient.getQueryData<Module[]>(MODULES_KEY) ?? [];
      const columns = toColumns(modules);
      const from = placeOf(columns, module.id);
      if (!from) return;
      const place = present(columns, to);
      changeModules((list) => applyPlace(list, module.id, place));
      mutate({ module, to: place, from, ...options });
    },
    [mutate],
  );

  return {
    move: useCallback(
      (module, to) => start(module, to, { isForced: false, isUndo: false }),
      [start],
    ),
    undoLast: useCallback(() => {
      undo.current?.();
      undo.current = undefined;
    }, []),
    refusal,
    forceRefused: useCallback(() => {
      if (refusal) start(refusal.module, refusal.to, { isForced: true, isUndo: false });
      setRefusal(undefined);
    }, [refusal, start]),
    dismissRefusal: useCallback(() => setRefusal(undefined), []),
  };
}

// SPDX-License-Identifier: MIT
// A new deal with all that is known of it, beside the page from which it is added.

import { Select } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/me';
import type { Deal, Pipeline } from '../../api/types';
import { FormDrawer } from '../../ui/FormDrawer';
import { FormFrame } from '../../ui/FormFrame';
import { useDraft } from '../../ui/useDraft';
import { useRequestKey } from '../../ui/useRequestKey';
import { DealFields, NONE } from './DealFields';
import { useNamed } from './DealForm';
import { type DealValues, emptyDeal, problemsOf, toCreate } from './dealForm';
import { createDeal } from './queries';

interface NewDealDrawerProps {
  isOpen: boolean;
  pipeline: Pipeline;
  onClose: () => void;
  onAdded: (deal: Deal) => void;
}

const NOTHING = () => undefined;

export default function NewDealDrawer({ isOpen, pipeline, onClose, onAdded }: NewDealDrawerProps) {
  const { t } = useTranslation();
  const keyFor = useRequestKey();
  const { user, organization } = useMe();
  const named = useNamed();
  const { stages } = pipeline;
  const [stageId, setStageId] = useState(stages[0]?.id ?? 0);
  const isLost = stages.find(({ id }) => id === stageId)?.kind === 'lost';
  const draft = useDraft<DealValues, Deal>({
    first: { values: emptyDeal(organization.currency, user.id), revision: 0 },
    problems: (values) => problemsOf(t, values, NONE, isLost),
    save: (values) => {
      const body = toCreate(values, stageId);
      return createDeal(body, keyFor(body));
    },
    onSaved: (deal) => {
      onClose();
      onAdded(deal);
    },
  });
  return (
    <FormDrawer
      isOpen={isOpen}
      title={t('dealPage.newTitle')}
      isDirty={draft.isDirty && !draft.isSending}
      onClose={onClose}
    >
      {(close) => (
        <FormFrame draft={draft} layout="dialog" submit={t('dealPage.create')} onCancel={close}>
          <Select
            name="stage_id"
            label={t('dealPage.stage')}
            data={stages.map(({ id, name }) => ({ value: String(id), label: name }))}
            value={String(stageId)}
            allowDeselect={false}
            onChange={(id) => setStageId(Number(id))}
          />
          <DealFields
            draft={draft}
            known={NONE}
            nameOf={named.nameOf}
            onName={named.name}
            isLost={isLost}
            onChosen={NOTHING}
          />
        </FormFrame>
      )}
    </FormDrawer>
  );
}

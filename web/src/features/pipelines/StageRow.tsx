// SPDX-License-Identifier: MIT
// One stage, changed where it stands.

import { ActionIcon, Button, NumberInput, Select, TextInput } from '@mantine/core';
import '@mantine/core/styles/NumberInput.layer.css';
import { IconGripVertical, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../api/me';
import type { Stage, StageKind } from '../../api/types';
import { useCardDrag } from '../../ui/board/useCardDrag';
import { ConflictChoice } from '../../ui/ConflictChoice';
import type { DraftValue } from '../../ui/draft';
import { FormAlert } from '../../ui/FormAlert';
import { useFormat } from '../../ui/format';
import { textField, useDraft } from '../../ui/useDraft';
import { useFreshRow } from '../../ui/useFreshRow';
import { useInlineSave } from '../../ui/useInlineSave';
import classes from './Pipelines.module.css';
import { updateStage } from './queries';
import { KINDS, problemsOf, type StageValues, toPatch, valuesFrom } from './stageForm';

interface StageRowProps {
  stage: Stage;
  /** The last stage of a pipeline stays. */
  isOnly: boolean;
  onDelete: (stage: Stage) => void;
}

const baseOf = (row: Stage) => ({ values: valuesFrom(row), revision: row.revision });

export function StageRow({ stage, isOnly, onDelete }: StageRowProps) {
  const { t } = useTranslation();
  const can = useCan();
  const format = useFormat();
  const { slot, grip, isDragging } = useCardDrag(stage.id, can('stages:update'));
  const draft = useDraft<StageValues, Stage>({
    first: baseOf(stage),
    problems: (values) => problemsOf(t, values),
    save: (values, base) => updateStage(stage.id, toPatch(values, base.values), base.revision),
    valuesOf: (row): StageValues => valuesFrom(row as unknown as Stage),
    onSaved: (saved) => draft.reset(baseOf(saved)),
  });
  useFreshRow(draft, stage, baseOf);
  const save = useInlineSave(draft);
  const { name } = stage;
  const label = (field: keyof StageValues) => t(`pipelines.fields.${field}`);
  const choose = (field: keyof StageValues, value: string) => {
    draft.set(field, value);
    save();
  };
  const wordsOf = (field: string, value: DraftValue) =>
    field === 'kind' ? t(`pipelines.kinds.${value as StageKind}`) : String(value);
  return (
    <li {...slot} className={classes.stage} data-held={isDragging || undefined}>
      {draft.quarrel ? (
        <ConflictChoice
          choices={draft.quarrel.conflicts.map(({ field, mine, theirs }) => ({
            field,
            label: label(field),
            mine: wordsOf(field, mine),
            theirs: wordsOf(field, theirs),
          }))}
          layout="page"
          isSending={draft.isSending}
          onBack={draft.postpone}
          onSettle={draft.settle}
        />
      ) : (
        <form
          className={classes.row}
          aria-label={name}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            save();
          }}
          onBlur={save}
        >
          {grip && (
            <button
              type="button"
              ref={grip.ref}
              className={classes.grip}
              {...grip.props}
              aria-label={t('pipelines.grip', { name })}
            >
              <IconGripVertical size={17} stroke={1.7} aria-hidden="true" />
            </button>
          )}
          <input
            type="color"
            className={classes.color}
            aria-label={label('color')}
            value={draft.values.color}
            onChange={(event) => draft.set('color', event.currentTarget.value.toUpperCase())}
          />
          <TextInput
            {...textField(draft, 'name')}
            className={classes.name ?? ''}
            aria-label={label('name')}
            autoComplete="off"
          />
          <Select
            className={classes.kind ?? ''}
            aria-label={label('kind')}
            data={KINDS.map((kind) => ({ value: kind, label: t(`pipelines.kinds.${kind}`) }))}
            value={draft.values.kind}
            allowDeselect={false}
            onChange={(kind) => kind !== null && choose('kind', kind)}
          />
          <NumberInput
            name="probability"
            className={classes.probability ?? ''}
            aria-label={label('probability')}
            min={0}
            max={100}
            step={5}
            suffix="%"
            allowDecimal={false}
            hideControls
            value={draft.values.probability}
            error={draft.errorOf('probability')}
            onBlur={() => draft.leave('probability')}
            onChange={(value) => draft.set('probability', String(value))}
          />
          <span className={classes.deals}>
            {t('pipelines.deals', {
              count: stage.deals_count,
              n: format.number(stage.deals_count),
            })}
          </span>
          {can('stages:delete') && (
            <ActionIcon
              size={34}
              aria-label={t('pipelines.deleteStage', { name })}
              disabled={isOnly}
              onClick={() => onDelete(stage)}
            >
              <IconTrash size={17} stroke={1.6} />
            </ActionIcon>
          )}
          {draft.failure !== undefined && (
            <div className={classes.alert}>
              <FormAlert>{draft.failure}</FormAlert>
              <Button variant="default" size="compact-sm" loading={draft.isSending} onClick={save}>
                {t('common.retry')}
              </Button>
            </div>
          )}
          <button type="submit" hidden tabIndex={-1} aria-hidden="true" />
        </form>
      )}
    </li>
  );
}

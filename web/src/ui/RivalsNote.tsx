// SPDX-License-Identifier: MIT
// What somebody else saved in fields that are being edited here.

import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { DraftValue, DraftValues } from './draft';
import { FormAlert } from './FormAlert';
import classes from './RivalsNote.module.css';
import type { Draft } from './useDraft';

interface RivalsNoteProps<V extends DraftValues> {
  draft: Pick<Draft<V>, 'rivals' | 'ask'>;
  labelOf: (field: keyof V & string) => string;
  wordsOf: (field: keyof V & string, value: DraftValue) => string;
}

export function RivalsNote<V extends DraftValues>(props: RivalsNoteProps<V>) {
  const { draft, labelOf, wordsOf } = props;
  const { t } = useTranslation();
  if (draft.rivals.length === 0) return null;
  return (
    <FormAlert kind="note">
      {t('draft.rivals')}
      <ul className={classes.rivals}>
        {draft.rivals.map(({ field, theirs }) => (
          <li key={field}>
            {labelOf(field)}: <b>{wordsOf(field, theirs) || '–'}</b>
          </li>
        ))}
      </ul>
      <Button variant="default" size="compact-sm" onClick={draft.ask}>
        {t('draft.choose')}
      </Button>
    </FormAlert>
  );
}

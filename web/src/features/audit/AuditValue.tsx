// SPDX-License-Identifier: MIT
// One value of the log as people read it; only what is nested stays JSON, and what is long is folded.

import { UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/format';
import { languageName } from '../../ui/LanguageSelect';
import { showPhone } from '../../ui/phone';
import { isStatus } from '../modules/board';
import { isRole } from '../users/roles';
import classes from './AuditValue.module.css';
import { kindOf } from './entries';
import { useNamed } from './queries';

/** Fields that hold the id of somebody. */
const PEOPLE = new Set(['user_id', 'created_by', 'owner_id', 'assignee_id', 'author_id']);
const LONG = 160;

export function AuditValue({ field, value }: { field: string; value: unknown }) {
  const { t } = useTranslation();
  const format = useFormat();
  const named = useNamed().data;
  switch (kindOf(value)) {
    case 'nothing':
      return <span className={classes.none}>{t('audit.nothing')}</span>;
    case 'boolean':
      return t(value === true ? 'audit.yes' : 'audit.no');
    case 'number':
      return format.number(Number(value));
    case 'time':
      return <time dateTime={String(value)}>{format.dateTime(String(value))}</time>;
    case 'list':
      return <Folded text={(value as unknown[]).join(', ')} />;
    case 'tree':
      return <Folded text={JSON.stringify(value, null, 2)} isTree />;
    default: {
      const text = String(value);
      if (field === 'role' && isRole(text)) return t(`roles.names.${text}`);
      if (field === 'status' && isStatus(text)) return t(`status.${text}`);
      if (field === 'phone') return showPhone(text);
      if (field === 'language') return languageName(text);
      if (PEOPLE.has(field)) return named?.find(({ id }) => id === text)?.name ?? text;
      return <Folded text={text} />;
    }
  }
}

function Folded({ text, isTree = false }: { text: string; isTree?: boolean }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const isLong = text.length > LONG;
  const shown = isLong && !isOpen ? `${text.slice(0, LONG).trimEnd()}…` : text;
  return (
    <>
      {isTree ? <code className={classes.tree}>{shown}</code> : shown}
      {isLong && (
        <UnstyledButton
          className={classes.more ?? ''}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {t(isOpen ? 'audit.less' : 'audit.whole')}
        </UnstyledButton>
      )}
    </>
  );
}

// SPDX-License-Identifier: MIT
// A new key. It is shown once: until it was copied, closing asks whether that is meant.

import { Button, TextInput } from '@mantine/core';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { API_BASE } from '../../api/client';
import type { Role } from '../../api/types';
import { CopyField } from '../../ui/CopyField';
import { FormAlert } from '../../ui/FormAlert';
import { FormDrawer } from '../../ui/FormDrawer';
import { FormFrame } from '../../ui/FormFrame';
import { textProblem } from '../../ui/fieldProblems';
import { SideNote } from '../../ui/SideNote';
import { textField, useDraft } from '../../ui/useDraft';
import { RoleSelect } from '../users/RoleSelect';
import { type ApiKeyMade, createKey } from './queries';

type Values = { name: string; role: Role };

interface NewKeyDrawerProps {
  isOpen: boolean;
  onClose: () => void;
}

export default function NewKeyDrawer({ isOpen, onClose }: NewKeyDrawerProps) {
  const { t } = useTranslation();
  const [made, setMade] = useState<ApiKeyMade>();
  const [isCopied, setCopied] = useState(false);
  const copied = useCallback(() => setCopied(true), []);
  const draft = useDraft<Values, ApiKeyMade>({
    first: { values: { name: '', role: 'office' }, revision: 0 },
    problems: ({ name }) => {
      const problem = textProblem(t, name, 120);
      return problem === undefined ? {} : { name: problem };
    },
    save: ({ name, role }) => createKey({ name: name.trim(), role }),
    onSaved: setMade,
  });
  return (
    <FormDrawer
      isOpen={isOpen}
      title={made ? t('keys.madeTitle', { name: made.name }) : t('keys.newTitle')}
      isDirty={made ? !isCopied : draft.isDirty && !draft.isSending}
      {...(made && {
        warning: {
          title: t('keys.notCopiedTitle'),
          text: t('keys.notCopiedText'),
          confirm: t('keys.closeAnyway'),
          cancel: t('keys.backToKey'),
        },
      })}
      onClose={onClose}
    >
      {(close) =>
        made ? (
          <SideNote actions={<Button onClick={close}>{t('keys.done')}</Button>}>
            <FormAlert kind="note">{t('keys.once')}</FormAlert>
            <CopyField label={t('keys.key')} value={made.key} onCopied={copied} />
            <CopyField label={t('keys.example')} value={exampleOf(made.key)} onCopied={copied} />
          </SideNote>
        ) : (
          <FormFrame draft={draft} layout="dialog" submit={t('keys.create')} onCancel={close}>
            <TextInput
              {...textField(draft, 'name')}
              label={t('keys.name')}
              description={t('keys.nameHint')}
              required
              autoComplete="off"
              data-autofocus
            />
            <RoleSelect
              name="role"
              label={t('keys.role')}
              description={t('keys.roleHint')}
              value={draft.values.role}
              onChange={(role) => draft.set('role', role)}
            />
          </FormFrame>
        )
      }
    </FormDrawer>
  );
}

const exampleOf = (key: string) =>
  `curl -H "X-API-Key: ${key}" \\\n  ${window.location.origin}${API_BASE}/modules/`;

// SPDX-License-Identifier: MIT
// A new client, beside the page from which one is added.

import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/me';
import type { Client } from '../../api/types';
import { FormDrawer } from '../../ui/FormDrawer';
import { FormFrame } from '../../ui/FormFrame';
import { useDraft } from '../../ui/useDraft';
import { useRequestKey } from '../../ui/useRequestKey';
import { ClientFields } from './ClientFields';
import { type ClientValues, emptyClient, explainClient, problemsOf, toCreate } from './clientForm';
import { Lookalikes } from './Lookalikes';
import { createClient } from './queries';

interface NewClientDrawerProps {
  isOpen: boolean;
  /** Its name, where something is known of it. */
  name?: string;
  onClose: () => void;
  onAdded: (client: Client) => void;
}

export default function NewClientDrawer(props: NewClientDrawerProps) {
  const { isOpen, name = '', onClose, onAdded } = props;
  const { t } = useTranslation();
  const keyFor = useRequestKey();
  const myId = useMe().user.id;
  const draft = useDraft<ClientValues, Client>({
    first: { values: { ...emptyClient(myId), name }, revision: 0 },
    problems: (values) => problemsOf(t, values),
    save: (values) => {
      const body = toCreate(values);
      return createClient(body, keyFor(body));
    },
    explain: (error) => explainClient(t, error),
    onSaved: (client) => {
      onClose();
      onAdded(client);
    },
  });
  return (
    <FormDrawer
      isOpen={isOpen}
      title={t('client.newTitle')}
      isDirty={draft.isDirty && !draft.isSending}
      onClose={onClose}
    >
      {(close) => (
        <FormFrame draft={draft} layout="dialog" submit={t('client.create')} onCancel={close}>
          <ClientFields draft={draft} />
          <Lookalikes values={draft.values} />
        </FormFrame>
      )}
    </FormDrawer>
  );
}

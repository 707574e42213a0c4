// SPDX-License-Identifier: MIT
// A client for those who may not change it.

import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../api/types';
import { FactList } from '../../ui/FactList';
import { PhoneLink } from '../../ui/PhoneLink';
import { TagList } from '../../ui/TagList';
import type { ClientField } from './clientForm';

export function ClientFacts({ client }: { client: Client }) {
  const { t } = useTranslation();
  const { phone, tags } = client;
  const values: Partial<Record<ClientField, ReactNode>> = {
    name: client.name,
    bin_iin: client.bin_iin,
    phone: phone !== null && <PhoneLink phone={phone} />,
    email: client.email,
    address: client.address,
    source: client.source,
    tags: tags.length > 0 && <TagList tags={tags} />,
    owner_id: client.owner_name,
  };
  return (
    <FactList
      facts={Object.entries(values).map(([field, value]) => ({
        label: t(`client.fields.${field as ClientField}`),
        value: value || '–',
      }))}
    />
  );
}

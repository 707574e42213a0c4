// SPDX-License-Identifier: MIT
// A deal for those who may read it and no more.

import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCan } from '../../api/me';
import type { Deal } from '../../api/types';
import { textOf } from '../../ui/attributes';
import { FactList } from '../../ui/FactList';
import { useFormat } from '../../ui/format';
import { useMoney } from '../../ui/money';
import { clientPath } from '../../ui/paths';
import { TagList } from '../../ui/TagList';
import type { DealField } from './dealForm';

export function DealFacts({ deal }: { deal: Deal }) {
  const { t } = useTranslation();
  const money = useMoney();
  const format = useFormat();
  const can = useCan();
  const { client_id: clientId, client_name: client, expected_close_date: day, tags } = deal;
  const values: Partial<Record<DealField, ReactNode>> = {
    amount: money(deal.amount, deal.currency),
    client_id:
      clientId !== null && can('clients:read') ? (
        <Link to={clientPath(clientId)}>{client}</Link>
      ) : (
        client
      ),
    contact_id: deal.contact_name,
    owner_id: deal.owner_name,
    expected_close_date: day === null ? null : format.fullDay(day),
    source: deal.source,
    tags: tags.length > 0 && <TagList tags={tags} />,
    ...(deal.lost_reason === null ? {} : { lost_reason: deal.lost_reason }),
  };
  const own = Object.entries(deal.custom).map(([label, value]) => ({
    label,
    value: textOf(value),
  }));
  return (
    <FactList
      facts={[
        ...Object.entries(values).map(([field, value]) => ({
          label: t(`dealPage.fields.${field as DealField}`),
          value: value || '–',
        })),
        ...own,
      ]}
    />
  );
}

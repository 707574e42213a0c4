// SPDX-License-Identifier: MIT
// Whether this client is there more than once, with the way to make it one.

import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { FormAlert } from '../../ui/FormAlert';
import { useDuplicates } from './duplicates';
import classes from './SameClients.module.css';

export function SameClients({ id }: { id: number }) {
  const { t } = useTranslation();
  const groups = useDuplicates(id).data ?? [];
  const others = new Set(groups.flatMap(({ clients }) => clients.map((each) => each.id)));
  others.delete(id);
  if (others.size === 0) return null;
  return (
    <div className={classes.root}>
      <FormAlert kind="note">
        <p className={classes.text}>{t('client.same', { count: others.size })}</p>
        <Button
          component={Link}
          to={`/clients/duplicates?client=${id}`}
          variant="default"
          size="compact-sm"
        >
          {t('client.compare')}
        </Button>
      </FormAlert>
    </div>
  );
}

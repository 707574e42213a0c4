// SPDX-License-Identifier: MIT
// Who may do what: resources down, roles across. A phone shows one role at a time, chosen above.

import { Select, Skeleton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Role } from '../../api/types';
import { Loadable } from '../../ui/Loadable';
import { useRoles } from './queries';
import classes from './RightsTable.module.css';
import { cellOf, isRole, type RoleRights } from './roles';
import { useRoleWords } from './useRoleWords';

export function RightsTable() {
  const { t } = useTranslation();
  return (
    <Loadable
      query={useRoles()}
      failed={t('rights.failed')}
      skeleton={<Skeleton height={420} radius="lg" aria-label={t('common.loading')} />}
    >
      {(roles) => <Table roles={roles} />}
    </Loadable>
  );
}

function Table({ roles }: { roles: RoleRights[] }) {
  const { t } = useTranslation();
  const words = useRoleWords();
  const [chosen, setChosen] = useState<Role>(roles[0]?.role ?? 'admin');
  const resources = [...new Set(roles.flatMap(({ rights }) => Object.keys(rights)))];
  return (
    <>
      <p className={classes.text}>{t('rights.text')}</p>
      <div className={classes.choice}>
        <Select
          label={t('rights.role')}
          allowDeselect={false}
          data={roles.map(({ role }) => ({ value: role, label: t(`roles.names.${role}`) }))}
          value={chosen}
          onChange={(role) => {
            if (isRole(role)) setChosen(role);
          }}
        />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls, so the keyboard must reach it */}
      <section className={classes.scroll} aria-label={t('rights.title')} tabIndex={0}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t('rights.resource')}</th>
              {roles.map(({ role }) => (
                <th key={role} scope="col" data-chosen={role === chosen || undefined}>
                  {t(`roles.names.${role}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {resources.map((resource) => (
              <tr key={resource}>
                <th scope="row">{words.resource(resource)}</th>
                {roles.map(({ role, rights }) => (
                  <td key={role} data-chosen={role === chosen || undefined}>
                    {words.cell(cellOf(rights, resource))}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

// SPDX-License-Identifier: MIT
// A role by its name; the one that may everything stands out.

import { useTranslation } from 'react-i18next';
import type { Role } from '../../api/types';
import classes from './RoleBadge.module.css';

export function RoleBadge({ role }: { role: Role }) {
  const { t } = useTranslation();
  return (
    <span className={classes.root} data-role={role}>
      {t(`roles.names.${role}`)}
    </span>
  );
}

// SPDX-License-Identifier: MIT
// The names of what roles have rights to; one the panel does not know yet goes by its own.

import { useTranslation } from 'react-i18next';
import ru from '../../i18n/ru.json';
import type { Cell } from './roles';

type ResourceKey = keyof typeof ru.roles.resources;

const isKnown = (name: string): name is ResourceKey => Object.hasOwn(ru.roles.resources, name);

export function useRoleWords() {
  const { t } = useTranslation();
  return {
    resource: (name: string) => (isKnown(name) ? t(`roles.resources.${name}`) : name),
    cell: (cell: Cell | undefined) => {
      if (!cell) return '–';
      const words = cell.words.map((word) => t(`roles.actions.${word}`)).join(', ');
      return cell.isOwn ? t('roles.own', { words }) : words;
    },
  };
}

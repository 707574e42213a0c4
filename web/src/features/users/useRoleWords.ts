// SPDX-License-Identifier: MIT
// The names of what roles have rights to; one the panel does not know yet goes by its own.

import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Texts } from '../../i18n/texts';
import type { Cell } from './roles';

type ResourceKey = keyof Texts['rights']['rights']['resources'];

const isKnown = (name: string): name is ResourceKey => i18next.exists(`rights.resources.${name}`);

export function useRoleWords() {
  const { t } = useTranslation();
  return {
    resource: (name: string) => (isKnown(name) ? t(`rights.resources.${name}`) : name),
    cell: (cell: Cell | undefined) => {
      if (!cell) return '–';
      const words = cell.words.map((word) => t(`rights.actions.${word}`)).join(', ');
      return cell.isOwn ? t('rights.own', { words }) : words;
    },
  };
}

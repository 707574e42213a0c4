// SPDX-License-Identifier: MIT
// The groups of the palette. Before anything is typed: what was opened last, what can be begun, and all pages; then
// whatever fits.

import { useTranslation } from 'react-i18next';
import { useCan } from '../../api/me';
import type { Right } from '../../api/session';
import { fits, type Item } from './items';
import { useFound, useRecent } from './useFound';

/** A page of the menu. */
export interface Place {
  to: string;
  label: string;
  isExternal?: boolean;
}

export interface Group {
  key: string;
  label: string;
  items: Item[];
}

const ACTIONS: {
  word: 'deal' | 'client' | 'task' | 'product';
  to: string;
  right: Right;
  begins?: true;
}[] = [
  { word: 'deal', to: '/deals', right: 'deals:create', begins: true },
  { word: 'client', to: '/clients', right: 'clients:create', begins: true },
  { word: 'task', to: '/tasks?task=new', right: 'tasks:create' },
  { word: 'product', to: '/products/new', right: 'products:create' },
];

/** `typed` is looked for at once in what is known here, `text` by the server once typing has paused. */
export function useGroups(typed: string, text: string, pages: Place[]) {
  const { t } = useTranslation();
  const can = useCan();
  const recent = useRecent();
  const found = useFound(text);
  const actions: Item[] = ACTIONS.filter(({ right }) => can(right)).map(({ word, to, begins }) => ({
    key: `action ${word}`,
    kind: 'action',
    label: t(`search.actions.${word}`),
    to,
    ...(begins && { begins }),
  }));
  const places: Item[] = pages.map(({ to, label, isExternal }) => ({
    key: `page ${to}`,
    kind: 'page',
    label,
    to,
    ...(isExternal && { isExternal }),
  }));
  const isEmpty = typed.trim() === '';
  const groups: Group[] = [
    { key: 'recent', label: t('search.groups.recent'), items: isEmpty ? recent : [] },
    {
      key: 'actions',
      label: t('search.groups.actions'),
      items: actions.filter(({ label }) => fits(label, typed)),
    },
    {
      key: 'pages',
      label: t('search.groups.pages'),
      items: places.filter(({ label }) => fits(label, typed)),
    },
    ...(isEmpty ? [] : found).map(({ kind, items }) => ({
      key: kind,
      label: t(`search.groups.${kind}`),
      items,
    })),
  ];
  return {
    groups: groups.filter(({ items }) => items.length > 0),
    failed: found.flatMap(({ kind, hasFailed }) => (hasFailed ? [t(`search.groups.${kind}`)] : [])),
    isPending: found.some(({ isPending }) => isPending),
  };
}

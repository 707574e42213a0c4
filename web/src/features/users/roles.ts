// SPDX-License-Identifier: MIT
// The roles in the order of their might, and a role's rights told in few words.

import type { components } from '../../api/schema';
import type { Role } from '../../api/types';
import type { Texts } from '../../i18n/texts';

export type Rights = components['schemas']['Rights'];
export type RoleRights = components['schemas']['RoleList']['items'][number];

export const ROLES: readonly Role[] = [
  'admin',
  'office',
  'supervisor',
  'promoter',
  'manager',
  'employee',
];

export const isRole = (value: unknown): value is Role => ROLES.some((role) => role === value);

const ALL = ['read', 'create', 'update', 'delete'] as const;
const ACTIONS = [...ALL, 'move', 'chat'] as const;

type ActionWord = keyof Texts['rights']['rights']['actions'];

export interface Cell {
  /** Of one's own rows alone. */
  isOwn: boolean;
  /** `all` stands for read, create, update and delete. */
  words: ActionWord[];
}

/** What a role may do with a resource; undefined: nothing. */
export function cellOf(rights: Rights, resource: string): Cell | undefined {
  const actions = rights[resource];
  if (!actions || Object.keys(actions).length === 0) return undefined;
  const has = ACTIONS.filter((action) => action in actions);
  const isFull = ALL.every((action) => has.includes(action));
  const rest: ActionWord[] = isFull ? has.filter((action) => !isOneOf(ALL, action)) : has;
  return {
    isOwn: Object.values(actions).every((scope) => scope === 'own'),
    words: isFull ? ['all', ...rest] : rest,
  };
}

const isOneOf = <T>(list: readonly T[], value: unknown): boolean =>
  list.some((each) => each === value);

export const GROUPS = ['full', 'partial', 'own', 'readOnly'] as const;
export type Group = (typeof GROUPS)[number];

/** Resources by how much of them is permitted; what is not permitted is left out. */
export function groupsOf(rights: Rights): Record<Group, string[]> {
  const groups: Record<Group, string[]> = { full: [], partial: [], own: [], readOnly: [] };
  for (const resource of Object.keys(rights)) {
    const cell = cellOf(rights, resource);
    if (!cell) continue;
    const isReadOnly = cell.words.length === 1 && cell.words[0] === 'read';
    if (cell.isOwn) groups.own.push(resource);
    else if (cell.words[0] === 'all') groups.full.push(resource);
    else groups[isReadOnly ? 'readOnly' : 'partial'].push(resource);
  }
  return groups;
}

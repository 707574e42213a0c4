// SPDX-License-Identifier: MIT
// The filters of the log. They live in the address, so that what was found can be shown to others. Days are
// those of the organisation's calendar, the last one included.

import { addDays, instantOf, isDay } from '../../ui/calendar';

export interface Filters {
  entity: string | null;
  entityId: string | null;
  action: string | null;
  actor: string | null;
  /** YYYY-MM-DD */
  from: string | null;
  until: string | null;
}

const KEYS = {
  entity: 'entity',
  entityId: 'id',
  action: 'action',
  actor: 'actor',
  from: 'from',
  until: 'until',
} as const;

type Key = keyof typeof KEYS;
const NAMES = Object.keys(KEYS) as Key[];

export const NO_FILTERS: Filters = {
  entity: null,
  entityId: null,
  action: null,
  actor: null,
  from: null,
  until: null,
};

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const WORD = /^.{1,40}$/;
const ID = /^.{1,64}$/;

const RULES: Record<Key, (value: string) => boolean> = {
  entity: (value) => WORD.test(value),
  entityId: (value) => ID.test(value),
  action: (value) => WORD.test(value),
  actor: (value) => UUID.test(value),
  from: isDay,
  until: isDay,
};

/** What the address has wrong counts as absent. */
export function filtersFrom(params: URLSearchParams): Filters {
  const filters = { ...NO_FILTERS };
  for (const name of NAMES) {
    const value = params.get(KEYS[name]);
    if (value !== null && RULES[name](value)) filters[name] = value;
  }
  return filters;
}

export function paramsFrom(filters: Filters): URLSearchParams {
  const params = new URLSearchParams();
  for (const name of NAMES) {
    const value = filters[name];
    if (value) params.set(KEYS[name], value);
  }
  return params;
}

export const isFiltering = (filters: Filters): boolean =>
  NAMES.some((name) => filters[name] !== null);

/** As the server takes them. */
export function queryFrom(filters: Filters, zone: string) {
  const { entity, entityId, action, actor, from, until } = filters;
  return {
    ...(entity === null ? {} : { entity }),
    ...(entityId === null ? {} : { entity_id: entityId }),
    ...(action === null ? {} : { action }),
    ...(actor === null ? {} : { actor }),
    ...(from === null ? {} : { since: instantOf(zone, from) }),
    ...(until === null ? {} : { until: instantOf(zone, addDays(until, 1)) }),
  };
}

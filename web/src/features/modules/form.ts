// SPDX-License-Identifier: MIT
// Between the form and the API: a module becomes form values, form values become the body of a create or
// a merge patch that holds only what the person changed - so two people may edit different fields of one
// module without a quarrel. The rules repeat the contract's, to answer before the request does.

import { isRecord } from '../../api/errors';
import type { Module, ModuleCreate, ModuleStatus, ModuleUpdate } from '../../api/types';

/** What the form is open for: a new module in a column, or an existing one. */
export type FormSubject = { status: ModuleStatus } | { module: Module };

export interface HeaderRow {
  key: string;
  name: string;
  value: string;
}

export interface FormValues {
  name: string;
  platform: string;
  status: ModuleStatus;
  version: string;
  description: string;
  api_url: string;
  health_endpoint: string;
  features: string[];
  interval_s: number | '';
  timeout_ms: number | '';
  retries: number | '';
  expected_status: number | '';
  degraded_ms: number | '';
  headers: HeaderRow[];
  config: string;
}

export type FormField = keyof FormValues;

export const HIDDEN_VALUE = '***';
export const DEFAULT_ENDPOINT = '/health';
export const KNOWN_PLATFORMS = ['kaspi', 'olx', 'satu'];

export const HEALTH_LIMITS = {
  interval_s: { min: 10, max: 86_400, placeholder: 60 },
  timeout_ms: { min: 100, max: 30_000, placeholder: 5000 },
  retries: { min: 0, max: 5, placeholder: 0 },
  expected_status: { min: 100, max: 599, placeholder: 200 },
  degraded_ms: { min: 1, max: 30_000, placeholder: 1000 },
} as const;

export type HealthField = keyof typeof HEALTH_LIMITS;
export const HEALTH_FIELDS = Object.keys(HEALTH_LIMITS) as HealthField[];

const CONFIG_BYTES = 65_536;

export function emptyValues(status: ModuleStatus): FormValues {
  return {
    name: '',
    platform: '',
    status,
    version: '',
    description: '',
    api_url: '',
    health_endpoint: DEFAULT_ENDPOINT,
    features: [],
    interval_s: '',
    timeout_ms: '',
    retries: '',
    expected_status: '',
    degraded_ms: '',
    headers: [],
    config: '',
  };
}

export function valuesFrom(module: Module): FormValues {
  const { health, ...rest } = module.config;
  const checks = isRecord(health) ? health : {};
  const headers = isRecord(checks.headers) ? checks.headers : {};
  const values: FormValues = {
    ...emptyValues(module.status),
    name: module.name,
    platform: module.platform,
    version: module.version,
    description: module.description,
    api_url: module.api_url,
    health_endpoint: module.health_endpoint,
    features: module.features,
    headers: Object.entries(headers).map(([name, value]) => ({
      key: name,
      name,
      value: String(value),
    })),
    config: Object.keys(rest).length === 0 ? '' : JSON.stringify(rest, null, 2),
  };
  for (const field of HEALTH_FIELDS) {
    const value = checks[field];
    if (typeof value === 'number') values[field] = value;
  }
  return values;
}

/** The config the form describes; an unreadable text counts as empty, validation has said so before. */
function configFrom(values: FormValues): Record<string, unknown> {
  const health: Record<string, unknown> = {};
  for (const field of HEALTH_FIELDS) {
    if (values[field] !== '') health[field] = values[field];
  }
  const headers = values.headers.filter((row) => row.name.trim() !== '');
  if (headers.length > 0) {
    health.headers = Object.fromEntries(headers.map((row) => [row.name.trim(), row.value]));
  }
  const config: Record<string, unknown> = parseConfig(values.config) ?? {};
  return Object.keys(health).length > 0 ? { ...config, health } : config;
}

export function parseConfig(text: string): Record<string, unknown> | undefined {
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function toCreate(values: FormValues): ModuleCreate {
  return {
    name: values.name.trim(),
    platform: values.platform.trim(),
    status: values.status,
    version: values.version.trim(),
    description: values.description.trim(),
    api_url: values.api_url.trim(),
    health_endpoint: values.health_endpoint.trim() || DEFAULT_ENDPOINT,
    features: values.features,
    config: configFrom(values),
  };
}

/** What differs between two states of a module, as a merge patch. */
export function toPatch(values: FormValues, base: FormValues): ModuleUpdate {
  const after = toCreate(values);
  const before = toCreate(base);
  const patch: Record<string, unknown> = {};
  for (const key of Object.keys(after) as (keyof ModuleCreate)[]) {
    if (key === 'config') continue;
    if (!isSame(after[key], before[key])) patch[key] = after[key];
  }
  const config = mergeDiff(before.config ?? {}, after.config ?? {});
  if (Object.keys(config).length > 0) patch.config = config;
  return patch;
}

/** The merge patch (RFC 7396) that turns `before` into `after`. */
export function mergeDiff(
  before: Record<string, unknown>,
  after: Record<string, unknown>,
): Record<string, unknown> {
  const patch: Record<string, unknown> = {};
  for (const key of Object.keys(before)) {
    if (!(key in after)) patch[key] = null;
  }
  for (const [key, value] of Object.entries(after)) {
    const old = before[key];
    if (isSame(old, value)) continue;
    patch[key] = isRecord(old) && isRecord(value) ? mergeDiff(old, value) : value;
  }
  return patch;
}

export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => isSame(item, b[index]));
  }
  if (!isRecord(a) || !isRecord(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => isSame(a[key], b[key]));
}

/** A problem is a key under `problems` in the translations, with what it needs to be told. */
export interface Problem {
  key:
    | 'required'
    | 'tooLong'
    | 'slug'
    | 'url'
    | 'path'
    | 'range'
    | 'json'
    | 'tooLarge'
    | 'hiddenHeader';
  max?: number;
  min?: number;
}

const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;

function isHttpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== '';
}

/** The problem of a field, or undefined. `base` is what the form opened with. */
export function problemOf(
  field: FormField,
  values: FormValues,
  base: FormValues,
): Problem | undefined {
  switch (field) {
    case 'name':
      return text(values.name, 120, true);
    case 'platform':
      return (
        text(values.platform, 40, true) ??
        (SLUG.test(values.platform.trim()) ? undefined : { key: 'slug' })
      );
    case 'version':
      return text(values.version, 40, false);
    case 'description':
      return text(values.description, 2000, false);
    case 'api_url':
      return (
        text(values.api_url, 2000, true) ??
        (isHttpUrl(values.api_url.trim()) ? undefined : { key: 'url' })
      );
    case 'health_endpoint': {
      const path = values.health_endpoint.trim();
      if (path !== '' && (!path.startsWith('/') || /\s/.test(path))) return { key: 'path' };
      return text(path, 1000, false);
    }
    case 'features':
      return values.features.some((feature) => [...feature].length > 80)
        ? { key: 'tooLong', max: 80 }
        : undefined;
    case 'headers':
      return headersProblem(values, base);
    case 'config':
      if (!parseConfig(values.config)) return { key: 'json' };
      return new TextEncoder().encode(values.config).length > CONFIG_BYTES
        ? { key: 'tooLarge', max: CONFIG_BYTES / 1024 }
        : undefined;
    case 'status':
      return undefined;
    default: {
      const value = values[field];
      const { min, max } = HEALTH_LIMITS[field];
      return value !== '' && (value < min || value > max || !Number.isInteger(value))
        ? { key: 'range', min, max }
        : undefined;
    }
  }
}

function text(value: string, max: number, isRequired: boolean): Problem | undefined {
  const length = [...value.trim()].length;
  if (isRequired && length === 0) return { key: 'required' };
  return length > max ? { key: 'tooLong', max } : undefined;
}

/** `***` stands for a value only the server knows, so it is good for the header it came with alone. */
function headersProblem(values: FormValues, base: FormValues): Problem | undefined {
  const known = new Set(base.headers.map((row) => row.name));
  for (const row of values.headers) {
    const name = row.name.trim();
    if (name === '' && row.value !== '') return { key: 'required' };
    if (row.value === HIDDEN_VALUE && name !== '' && !known.has(name)) {
      return { key: 'hiddenHeader' };
    }
    if (row.value.length > 2000) return { key: 'tooLong', max: 2000 };
  }
  return undefined;
}

/** The form's field for a field name of a 422: `config.health.retries`, `features[2]`, `features.2`. */
export function fieldOf(serverField: string): FormField | undefined {
  const parts = serverField
    .replace(/\[(\w+)\]/g, '.$1')
    .split(/[./]/)
    .filter(Boolean);
  const [head, second, third] = parts;
  if (head === 'config' && second === 'health') {
    if (third === 'headers') return 'headers';
    return HEALTH_FIELDS.find((field) => field === third) ?? 'config';
  }
  const fields = Object.keys(emptyValues('testing')) as FormField[];
  return fields.find((field) => field === head);
}

export interface Conflict {
  field: FormField;
  mine: string;
  theirs: string;
}

/** Fields that both this form and somebody else changed since it opened, to different values. */
export function conflictsOf(mine: FormValues, base: FormValues, theirs: FormValues): Conflict[] {
  const conflicts: Conflict[] = [];
  for (const field of Object.keys(mine) as FormField[]) {
    const isMineChanged = !isSame(shown(mine, field), shown(base, field));
    const isTheirsChanged = !isSame(shown(theirs, field), shown(base, field));
    if (!isMineChanged || !isTheirsChanged) continue;
    if (isSame(shown(mine, field), shown(theirs, field))) continue;
    conflicts.push({ field, mine: shown(mine, field), theirs: shown(theirs, field) });
  }
  return conflicts;
}

/** The newer state with one's own changes laid over it, except in the fields given up. */
export function rebase(
  mine: FormValues,
  base: FormValues,
  theirs: FormValues,
  givenUp: ReadonlySet<FormField>,
): FormValues {
  const next: Record<string, unknown> = { ...theirs };
  for (const field of Object.keys(mine) as FormField[]) {
    const isChanged = !isSame(shown(mine, field), shown(base, field));
    if (isChanged && !givenUp.has(field)) next[field] = mine[field];
  }
  return next as unknown as FormValues;
}

function shown(values: FormValues, field: FormField): string {
  const value = values[field];
  if (field === 'features') return values.features.join(', ');
  if (field === 'headers') {
    return values.headers.map((row) => `${row.name}: ${row.value}`).join('\n');
  }
  return String(value).trim();
}

// SPDX-License-Identifier: MIT
// What a frame of the feed does to the list of modules. A frame never turns the clock back: row changes
// are taken by revision, health by the time of the check, so replays and our own echoes are harmless.
// Column and place are left to the list itself, which is read anew after each change: a frame does not
// know its place, and a card that jumps twice is worse than one that moves a tenth of a second later.

import { isRecord } from '../../api/errors';
import type { Frame } from '../../api/feed';
import type { Module, ModuleCheck } from '../../api/types';

const KEPT_LATENCIES = 30;
const TEXT_COLUMNS = [
  'name',
  'platform',
  'version',
  'description',
  'api_url',
  'health_endpoint',
  'updated_at',
] as const;

/** A flip of health tells the same as the check that found it, but with a cursor: it survives a reconnect. */
const CHECK_TYPES = ['module.checked', 'module.health_changed'];

export interface CheckFrame extends ModuleCheck {
  is_degraded?: boolean;
  uptime_24h?: number | null;
}

export function checkOf(frame: Frame): CheckFrame | undefined {
  const data = frame.data;
  if (!CHECK_TYPES.includes(frame.type) || !isRecord(data)) return undefined;
  if (typeof data.checked_at !== 'string' || typeof data.is_healthy !== 'boolean') return undefined;
  const id = typeof data.module_id === 'string' ? data.module_id : frame.id;
  if (id === undefined) return undefined;
  const check: CheckFrame = {
    module_id: id,
    is_healthy: data.is_healthy,
    status_code: numberOrNull(data.status_code),
    latency_ms: numberOrNull(data.latency_ms) ?? 0,
    checked_at: data.checked_at,
    error: typeof data.error === 'string' ? data.error : null,
  };
  if (typeof data.is_degraded === 'boolean') check.is_degraded = data.is_degraded;
  if (typeof data.uptime_24h === 'number') check.uptime_24h = data.uptime_24h;
  return check;
}

/** Whether the list must be read anew after the frame. */
export function changesList(frame: Frame): boolean {
  return (
    frame.type === 'resync' ||
    (frame.type.startsWith('module.') && !CHECK_TYPES.includes(frame.type))
  );
}

export function applyChecks(modules: Module[], checks: CheckFrame[]): Module[] {
  if (checks.length === 0) return modules;
  const byId = new Map<string, CheckFrame[]>();
  for (const check of checks) {
    const known = byId.get(check.module_id);
    if (known) known.push(check);
    else byId.set(check.module_id, [check]);
  }
  return modules.map((module) => (byId.get(module.id) ?? []).reduce(applyCheck, module));
}

function applyCheck(module: Module, check: CheckFrame): Module {
  if (!isNewer(check.checked_at, module.last_health_check)) return module;
  const latest = check.is_healthy ? check.latency_ms : null;
  return {
    ...module,
    is_healthy: check.is_healthy,
    is_degraded: check.is_degraded ?? isSlow(module, check),
    last_status_code: check.status_code,
    last_latency_ms: check.latency_ms,
    last_error: check.error,
    last_health_check: check.checked_at,
    uptime_24h: check.uptime_24h === undefined ? module.uptime_24h : check.uptime_24h,
    recent_latency_ms: [...module.recent_latency_ms, latest].slice(-KEPT_LATENCIES),
  };
}

function isSlow(module: Module, check: CheckFrame): boolean {
  const health = module.config.health;
  const limit = isRecord(health) ? health.degraded_ms : undefined;
  return check.is_healthy && typeof limit === 'number' && check.latency_ms > limit;
}

export function applyFrame(modules: Module[], frame: Frame): Module[] {
  const check = checkOf(frame);
  if (check) return applyChecks(modules, [check]);
  if (frame.id === undefined) return modules;
  if (frame.type === 'module.deleted' || frame.type === 'module.removed') {
    return modules.filter((module) => module.id !== frame.id);
  }
  if (frame.type !== 'module.updated' || !isRecord(frame.data)) return modules;
  const data = frame.data;
  return modules.map((module) => (module.id === frame.id ? applyRow(module, data) : module));
}

function applyRow(module: Module, data: Record<string, unknown>): Module {
  const revision = data.revision;
  if (typeof revision !== 'number' || revision <= module.revision) return module;
  const next = { ...module, revision };
  for (const key of TEXT_COLUMNS) {
    const value = data[key];
    if (typeof value === 'string') next[key] = value;
  }
  const features = data.features;
  if (Array.isArray(features)) {
    next.features = features.filter((item) => typeof item === 'string');
  }
  return next;
}

/** A row the server answered with, put into the list; an older one than we know is ignored. */
export function applyServerRow(modules: Module[], row: Module): Module[] {
  if (!modules.some((module) => module.id === row.id)) return [...modules, row];
  return modules.map((module) =>
    module.id === row.id && row.revision >= module.revision ? row : module,
  );
}

function isNewer(at: string, known: string | null): boolean {
  return known === null || Date.parse(at) > Date.parse(known);
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

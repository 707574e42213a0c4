// SPDX-License-Identifier: MIT
// What frames do to the list, above all that old news never wins.

import { describe, expect, it } from 'vitest';
import { applyFrame, applyServerRow, changesList, checkOf } from './events';
import { testModule } from './testModule';

const checked = (over: object = {}) => ({
  type: 'module.checked',
  id: 'a',
  data: {
    module_id: 'a',
    is_healthy: false,
    is_degraded: false,
    status_code: 503,
    latency_ms: 40,
    checked_at: '2026-11-21T06:01:00.000Z',
    error: 'HTTP 503',
    uptime_24h: 0.99,
    ...over,
  },
});

describe('module.checked', () => {
  it('is shown on its module alone', () => {
    const other = testModule({ id: 'b' });
    const [module, same] = applyFrame([testModule(), other], checked());
    expect(module).toMatchObject({
      is_healthy: false,
      last_status_code: 503,
      last_error: 'HTTP 503',
      uptime_24h: 0.99,
      recent_latency_ms: [90, 100, null],
    });
    expect(same).toBe(other);
  });

  it('never turns the clock back and counts a check once', () => {
    const modules = [testModule()];
    const old = checked({ checked_at: '2026-11-21T05:59:00.000Z' });
    expect(applyFrame(modules, old)[0]).toBe(modules[0]);
    const once = applyFrame(modules, checked());
    expect(applyFrame(once, checked())[0]).toBe(once[0]);
  });

  it('keeps the latest thirty', () => {
    const module = testModule({ recent_latency_ms: Array.from({ length: 30 }, () => 1) });
    const [next] = applyFrame([module], checked({ is_healthy: true }));
    expect(next?.recent_latency_ms).toHaveLength(30);
    expect(next?.recent_latency_ms.at(-1)).toBe(40);
  });

  it('finds out slowness where the answer does not tell', () => {
    const module = testModule({ config: { health: { degraded_ms: 30 } } });
    const frame = checked({ is_healthy: true, is_degraded: undefined });
    expect(applyFrame([module], frame)[0]?.is_degraded).toBe(true);
  });

  it('is believed from a flip of health as well, and counted once', () => {
    const flip = { ...checked(), type: 'module.health_changed' };
    const once = applyFrame([testModule()], flip);
    expect(once[0]?.is_healthy).toBe(false);
    expect(applyFrame(once, checked())[0]).toBe(once[0]);
    expect(changesList(flip)).toBe(false);
  });

  it('is refused when it is no check', () => {
    expect(
      checkOf({ type: 'module.checked', id: 'a', data: { is_healthy: 'yes' } }),
    ).toBeUndefined();
    expect(checkOf({ type: 'module.updated', id: 'a', data: {} })).toBeUndefined();
  });
});

describe('changes of rows', () => {
  const updated = (revision: number) => ({
    type: 'module.updated',
    id: 'a',
    data: { name: 'New', status: 'archived', features: ['x', 1], revision },
  });

  it('are taken by revision', () => {
    const modules = [testModule()];
    expect(applyFrame(modules, updated(3))[0]).toBe(modules[0]);
    expect(applyFrame(modules, updated(4))[0]).toMatchObject({
      name: 'New',
      features: ['x'],
      revision: 4,
    });
  });

  it('leave column and place to the list', () => {
    expect(applyFrame([testModule()], updated(4))[0]?.status).toBe('active');
    expect(changesList(updated(4))).toBe(true);
    expect(changesList({ type: 'resync' })).toBe(true);
    expect(changesList(checked())).toBe(false);
    expect(changesList({ type: 'deal.updated' })).toBe(false);
  });

  it('take deleted modules away', () => {
    expect(applyFrame([testModule()], { type: 'module.deleted', id: 'a' })).toEqual([]);
  });
});

describe('applyServerRow', () => {
  it('adds, replaces, and ignores what is older', () => {
    const modules = [testModule()];
    expect(applyServerRow(modules, testModule({ id: 'b' }))).toHaveLength(2);
    expect(applyServerRow(modules, testModule({ name: 'X', revision: 4 }))[0]?.name).toBe('X');
    expect(applyServerRow(modules, testModule({ name: 'X', revision: 2 }))[0]?.name).toBe('Kaspi');
  });
});

// SPDX-License-Identifier: MIT
// Values to bodies and patches, the rules, and two people at one module.

import { describe, expect, it } from 'vitest';
import {
  conflictsOf,
  emptyValues,
  type FormField,
  type FormValues,
  fieldOf,
  mergeDiff,
  problemOf,
  rebase,
  toCreate,
  toPatch,
  valuesFrom,
} from './form';
import { testModule } from './testModule';

const module = testModule({
  config: {
    health: { interval_s: 60, headers: { Authorization: '***' } },
    shop: { id: 17, city: 'Almaty' },
  },
});
const base = valuesFrom(module);
const withValues = (over: Partial<FormValues>): FormValues => ({ ...base, ...over });
const problem = (field: FormField, over: Partial<FormValues>) =>
  problemOf(field, withValues(over), base)?.key;

describe('form values', () => {
  it('survive the way there and back', () => {
    expect(toCreate(base).config).toEqual(module.config);
    expect(toPatch(base, base)).toEqual({});
  });

  it('become a create with defaults', () => {
    const values = { ...emptyValues('testing'), name: ' A ', health_endpoint: ' ' };
    expect(toCreate(values)).toMatchObject({
      name: 'A',
      status: 'testing',
      health_endpoint: '/health',
      config: {},
    });
  });

  it('become a patch of what changed', () => {
    expect(toPatch(withValues({ name: 'B', features: ['orders'] }), base)).toEqual({ name: 'B' });
    expect(toPatch(withValues({ interval_s: '', retries: 2 }), base)).toEqual({
      config: { health: { interval_s: null, retries: 2 } },
    });
    expect(toPatch(withValues({ config: '{"shop": {"id": 18}}' }), base)).toEqual({
      config: { shop: { id: 18, city: null } },
    });
    expect(toPatch(withValues({ headers: [] }), base)).toEqual({
      config: { health: { headers: null } },
    });
  });

  it('ignore header rows left empty', () => {
    const headers = [...base.headers, { key: 'new 1', name: ' ', value: '' }];
    expect(toPatch(withValues({ headers }), base)).toEqual({});
  });
});

describe('mergeDiff', () => {
  it('clears with null and replaces lists whole', () => {
    const patch = mergeDiff({ a: 1, b: [1, 2], c: { d: 1 } }, { b: [2], c: { d: 1 } });
    expect(patch).toEqual({ a: null, b: [2] });
  });
});

describe('problemOf', () => {
  it('repeats the rules of the contract', () => {
    expect(problem('name', { name: ' ' })).toBe('required');
    expect(problem('name', { name: 'я'.repeat(121) })).toBe('tooLong');
    expect(problem('name', { name: 'я'.repeat(120) })).toBeUndefined();
    expect(problem('platform', { platform: 'Kaspi' })).toBe('slug');
    expect(problem('platform', { platform: 'a--b' })).toBe('slug');
    expect(problem('platform', { platform: 'my-shop2' })).toBeUndefined();
    expect(problem('api_url', { api_url: 'ftp://x' })).toBe('url');
    expect(problem('api_url', { api_url: 'http://localhost:9100' })).toBeUndefined();
    expect(problem('health_endpoint', { health_endpoint: 'health' })).toBe('path');
    expect(problem('interval_s', { interval_s: 9 })).toBe('range');
    expect(problem('interval_s', { interval_s: '' })).toBeUndefined();
    expect(problem('config', { config: '[1]' })).toBe('json');
    expect(problem('config', { config: '' })).toBeUndefined();
  });

  it('takes *** only for a header it stands for', () => {
    const headers = [{ key: 'x', name: 'X-Key', value: '***' }];
    expect(problem('headers', { headers })).toBe('hiddenHeader');
    expect(problem('headers', {})).toBeUndefined();
  });
});

describe('fieldOf', () => {
  it('finds the field a 422 speaks of', () => {
    expect(fieldOf('name')).toBe('name');
    expect(fieldOf('features[2]')).toBe('features');
    expect(fieldOf('features.2')).toBe('features');
    expect(fieldOf('config.health.retries')).toBe('retries');
    expect(fieldOf('config.health.headers.X')).toBe('headers');
    expect(fieldOf('config.shop')).toBe('config');
    expect(fieldOf('rank')).toBeUndefined();
  });
});

describe('two people at one module', () => {
  const mine = withValues({ name: 'Mine', version: '2.0' });

  it('quarrel only over fields that both changed', () => {
    expect(conflictsOf(mine, base, withValues({ description: 'theirs' }))).toEqual([]);
    expect(conflictsOf(mine, base, withValues({ name: 'Mine' }))).toEqual([]);
    expect(conflictsOf(mine, base, withValues({ name: 'Theirs' }))).toEqual([
      { field: 'name', mine: 'Mine', theirs: 'Theirs' },
    ]);
  });

  it('join what they changed', () => {
    const theirs = withValues({ name: 'Theirs', description: 'theirs' });
    expect(rebase(mine, base, theirs, new Set())).toMatchObject({
      name: 'Mine',
      version: '2.0',
      description: 'theirs',
    });
    expect(rebase(mine, base, theirs, new Set<FormField>(['name'])).name).toBe('Theirs');
  });
});

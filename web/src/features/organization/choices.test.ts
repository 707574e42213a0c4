// SPDX-License-Identifier: MIT
// The lists hold what the organisation has, also where the browser does not know it.

import { describe, expect, it } from 'vitest';
import { clockOf, currencyChoices, offsetOf, zoneChoices } from './choices';

const NOON = new Date('2026-01-15T12:00:00Z');

describe('currencyChoices', () => {
  it('begins with the tenge and names it', () => {
    const [first] = currencyChoices('ru', 'KZT');
    expect(first?.value).toBe('KZT');
    expect(first?.label).toMatch(/^KZT · .+/);
  });

  it('keeps a currency that the browser does not know', () => {
    expect(currencyChoices('kk', 'XXQ').at(-1)).toEqual({ value: 'XXQ', label: 'XXQ' });
  });

  it('holds each once', () => {
    const codes = currencyChoices('en', 'USD').map(({ value }) => value);
    expect(new Set(codes).size).toBe(codes.length);
  });
});

describe('time zones', () => {
  it('tell how far they are from UTC', () => {
    expect(offsetOf('Asia/Almaty', NOON)).toBe('UTC+5');
    expect(offsetOf('Asia/Kolkata', NOON)).toBe('UTC+5:30');
    expect(offsetOf('America/New_York', NOON)).toBe('UTC−5');
    expect(offsetOf('UTC', NOON)).toBe('UTC+0');
    expect(clockOf('Asia/Almaty', NOON)).toBe('17:00');
  });

  it('stay choosable where the browser does not know them', () => {
    expect(zoneChoices('Mars/Base', NOON).map(({ value }) => value)).toContain('Mars/Base');
    expect(offsetOf('Mars/Base', NOON)).toBe('?');
  });
});

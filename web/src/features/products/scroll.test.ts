// SPDX-License-Identifier: MIT
import { describe, expect, test } from 'vitest';
import { barAt, heightOf, MAX_HEIGHT, scrolled } from './scroll';

const SHORT = { full: 4000, view: 600 };
const LONG = { full: 40_000_000, view: 600 };
const END = MAX_HEIGHT - LONG.view;

describe('scrolling', () => {
  test('a short list moves as its scrollbar does', () => {
    expect(heightOf(SHORT)).toBe(4000);
    expect(scrolled(SHORT, 100, 100, 160)).toBe(160);
    expect(scrolled(SHORT, 100, 100, 3400)).toBe(3400);
    expect(barAt(SHORT, 1234)).toBe(1234);
  });

  test('a long one moves by single pixels in small steps', () => {
    expect(heightOf(LONG)).toBe(MAX_HEIGHT);
    expect(scrolled(LONG, 20_000_000, 5_000_000, 5_000_100)).toBe(20_000_100);
    expect(scrolled(LONG, 20_000_000, 5_000_000, 4_999_900)).toBe(19_999_900);
  });

  test('and reaches every place by the scrollbar', () => {
    expect(scrolled(LONG, 0, 0, END / 2)).toBeCloseTo((LONG.full - LONG.view) / 2, 0);
    expect(scrolled(LONG, 30_000_000, 9_000_000, END)).toBe(LONG.full - LONG.view);
    expect(scrolled(LONG, 30, 40, 0)).toBe(0);
    expect(barAt(LONG, LONG.full - LONG.view)).toBe(END);
  });

  test('never leaves the list', () => {
    expect(scrolled(LONG, 50, 5000, 4800)).toBe(0);
    expect(scrolled({ full: 300, view: 600 }, 0, 0, 10)).toBe(0);
  });
});

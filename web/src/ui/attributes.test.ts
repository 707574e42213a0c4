// SPDX-License-Identifier: MIT
// Attributes survive a form: what was not edited is not sent, what was edited keeps its kind.

import { describe, expect, it } from 'vitest';
import { mergePatch, readAs, textOf } from './attributes';

describe('a value', () => {
  it.each([['чёрный'], [128], [true], [null], [{ ram: [8, { x: 1 }] }], [[1, 'два']]])(
    'comes back from its text: %j',
    (value) => expect(readAs(textOf(value), value)).toEqual(value),
  );

  it('of a text stays a text, whatever it looks like', () => {
    expect(readAs('5', '4')).toBe('5');
    expect(readAs('{"a":1}', undefined)).toBe('{"a":1}');
  });

  it('of a number becomes another number, or a text', () => {
    expect(readAs('256', 128)).toBe(256);
    expect(readAs('256 ГБ', 128)).toBe('256 ГБ');
    expect(readAs('{}', 128)).toBe('{}');
  });

  it('that is nested has to stay so', () => {
    expect(readAs('{"a":', { a: 1 })).toBeUndefined();
    expect(readAs('5', { a: 1 })).toBeUndefined();
    expect(readAs('[1]', { a: 1 })).toEqual([1]);
  });
});

describe('mergePatch', () => {
  it('names what goes, and nothing that stays', () => {
    expect(mergePatch({ a: 1, b: 2, c: { d: 3, e: 4 } }, { a: 1, c: { d: 5 } })).toEqual({
      b: null,
      c: { d: 5, e: null },
    });
  });

  it('replaces lists and values as a whole', () => {
    expect(mergePatch([1, 2], [2])).toEqual([2]);
    expect(mergePatch({ a: [1] }, { a: { b: 1 } })).toEqual({ a: { b: 1 } });
  });
});

// SPDX-License-Identifier: MIT
// A view survives its way through the address, and only what is complete of it is asked.
import { describe, expect, test } from 'vitest';
import { filterWords, readList, writeList } from '../../api/words';
import { sortedBy } from '../../ui/sorting';
import { columnsFrom, queryOf, viewFrom, withView } from './view';

const view = (words: string) => viewFrom(new URLSearchParams(words));

describe('an address', () => {
  test('holds a view and gives it back', () => {
    const words = 'q=reno&sort=-price%2Cname&brand__in=OPPO&price__gte=1+000%2C5&is_active=true';
    expect(withView(new URLSearchParams(), view(words)).toString().split('&').sort()).toEqual(
      words.split('&').sort(),
    );
  });

  test('keeps words of others, and drops what it does not know', () => {
    expect(withView(new URLSearchParams('columns=sku'), view('q=a')).toString()).toBe(
      'columns=sku&q=a',
    );
    expect(view('sort=-price,hack,name').sort).toEqual(['-price', 'name']);
  });

  test('has columns, or the remembered ones, or the usual', () => {
    expect(columnsFrom(new URLSearchParams('columns=price,x'), 'sku')).toEqual(['name', 'price']);
    expect(columnsFrom(new URLSearchParams(), 'sku')).toEqual(['name', 'sku']);
    expect(columnsFrom(new URLSearchParams(), null)).toContain('brand');
  });
});

describe('a question', () => {
  test('has typed sums as numbers', () => {
    expect(queryOf(view('price__gte=1+000,5&price__lte=abc&stock__lte=7')).filter).toEqual({
      price__gte: 1000.5,
      stock__lte: 7,
    });
  });

  test('waits for three letters', () => {
    expect(queryOf(view('q=ab&name__contains=x')).filter).toEqual({});
    expect(queryOf(view('q=abc&name__contains=+xyz+')).filter).toEqual({
      q: 'abc',
      name__contains: 'xyz',
    });
  });

  test('knows several brands, with commas in them, and none', () => {
    expect(readList(writeList(['A, Inc', 'B\\C', 'D']))).toEqual(['A, Inc', 'B\\C', 'D']);
    expect(queryOf(view(`brand__in=${encodeURIComponent('A\\, Inc,B')}`)).filter).toEqual({
      brand__in: ['A, Inc', 'B'],
    });
    expect(queryOf(view('brand__isnull=true')).filter).toEqual({ brand__isnull: true });
    expect(filterWords({ brand__in: ['A, Inc', 'B'], is_active: false })).toEqual({
      brand__in: 'A\\, Inc,B',
      is_active: 'false',
    });
  });
});

describe('a click on a head', () => {
  test('sorts up, down, and no more', () => {
    expect(sortedBy([], 'price', false)).toEqual(['price']);
    expect(sortedBy(['price'], 'price', false)).toEqual(['-price']);
    expect(sortedBy(['-price'], 'price', false)).toEqual([]);
    expect(sortedBy(['name'], 'price', false)).toEqual(['price']);
  });

  test('with shift adds a key and keeps the others', () => {
    expect(sortedBy(['name'], 'price', true)).toEqual(['name', 'price']);
    expect(sortedBy(['name', 'price'], 'name', true)).toEqual(['-name', 'price']);
    expect(sortedBy(['-name', 'price'], 'name', true)).toEqual(['price']);
  });
});

// SPDX-License-Identifier: MIT
// A field never has two columns, and a column never two fields.

import { describe, expect, it } from 'vitest';
import { fileProblem, MOST_BYTES } from './file';
import { attributeIn, attributeOf, fieldOf, mapped } from './mapping';

const SKU = { column: 0, field: 'sku' };
const NAME = { column: 1, field: 'name' };

describe('mapped', () => {
  it('gives a column another field, in the order of the columns', () => {
    expect(mapped([NAME], 0, 'sku')).toEqual([SKU, NAME]);
    expect(mapped([SKU, NAME], 1, 'model')).toEqual([SKU, { column: 1, field: 'model' }]);
  });

  it('takes a field from the column that had it', () => {
    expect(mapped([SKU, NAME], 2, 'name')).toEqual([SKU, { column: 2, field: 'name' }]);
  });

  it('passes a column over', () => {
    expect(mapped([SKU, NAME], 1, undefined)).toEqual([SKU]);
    expect(fieldOf([SKU], 1)).toBeUndefined();
  });
});

it('an attribute is called as its column', () => {
  expect(attributeOf(' Цвет ')).toBe('attributes.Цвет');
  expect(attributeIn('attributes.Цвет.2')).toBe('Цвет.2');
  expect(attributeIn('name')).toBeUndefined();
  expect(attributeOf('я'.repeat(101))).toBeUndefined();
});

it('files that no server would take are not sent', () => {
  expect(fileProblem({ name: 'Прайс.CSV', size: 1 })).toBeUndefined();
  expect(fileProblem({ name: 'a.xlsx', size: MOST_BYTES })).toBeUndefined();
  expect(fileProblem({ name: 'a.xlsx', size: MOST_BYTES + 1 })).toBe('tooLarge');
  expect(fileProblem({ name: 'a.xls', size: 1 })).toBe('oldExcel');
  expect(fileProblem({ name: 'a.pdf', size: 1 })).toBe('otherKind');
  expect(fileProblem({ name: 'a.csv', size: 0 })).toBe('empty');
});

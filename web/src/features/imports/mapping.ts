// SPDX-License-Identifier: MIT
// Which field each column of the file goes into. A field takes one column; a column that no field is meant for may
// become an attribute under its own name, or be passed over.

import type { Import } from '../../api/types';

type Mapping = Import['mapping'];

const PREFIX = 'attributes.';
const LONGEST_NAME_BYTES = 200;

/** The field that keeps a column under its own name; undefined: its name is none that an attribute could have. */
export function attributeOf(columnName: string): string | undefined {
  const name = columnName.trim();
  const bytes = new TextEncoder().encode(name).length;
  return bytes > 0 && bytes <= LONGEST_NAME_BYTES ? PREFIX + name : undefined;
}

/** The name of the attribute that a field stands for. */
export const attributeIn = (field: string): string | undefined =>
  field.startsWith(PREFIX) ? field.slice(PREFIX.length) : undefined;

export const fieldOf = (mapping: Mapping, column: number): string | undefined =>
  mapping.find((each) => each.column === column)?.field;

/** The mapping once `column` goes into `field` (undefined: it is passed over); who had the field before loses it. */
export function mapped(mapping: Mapping, column: number, field: string | undefined): Mapping {
  const others = mapping.filter((each) => each.column !== column && each.field !== field);
  if (field === undefined) return others;
  return [...others, { column, field }].sort((a, b) => a.column - b.column);
}

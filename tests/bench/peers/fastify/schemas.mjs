// SPDX-License-Identifier: MIT
// What the schemas of all resources are made of.
export const nullable = (schema) => ({ ...schema, nullable: true });
export const text = { type: 'string' };
export const integer = { type: 'integer' };
export const time = { type: 'string', format: 'date-time' };

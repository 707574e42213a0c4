// SPDX-License-Identifier: MIT
// What a column's element is called in the page, for those who lead there.

export const columnElementId = (key: string): string => `column-${key}`;

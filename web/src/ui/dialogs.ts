// SPDX-License-Identifier: MIT

/** Marks a dialog that loses nothing, or asks before it does, when one goes elsewhere from it. */
export const GIVES_WAY = 'data-gives-way';
export const givesWay = { [GIVES_WAY]: true } as const;

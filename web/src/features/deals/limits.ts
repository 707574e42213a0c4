// SPDX-License-Identifier: MIT
// How long texts of a deal may be, as the contract has it.

export const TITLE_MAX = 300;
export const REASON_MAX = 500;
export const SOURCE_MAX = 100;

// SPDX-License-Identifier: MIT
// BIN of companies and IIN of people: twelve digits, the last of which checks the others, by the server's rules
// (src/base/bin_iin.c).

const DIGITS = 12;
const WEIGHTS = DIGITS - 1;

function weigh(number: string, first: number): number {
  let sum = 0;
  for (let at = 0; at < WEIGHTS; at++)
    sum += Number(number[at]) * (((first - 1 + at) % WEIGHTS) + 1);
  return sum % 11;
}

function isCheckDigitRight(number: string): boolean {
  const first = weigh(number, 1);
  const check = first === 10 ? weigh(number, 3) : first;
  return check !== 10 && Number(number[DIGITS - 1]) === check;
}

export type BinIinProblem = 'not_digits' | 'length' | 'check_digit';

/** The number without blanks and hyphens. */
export const bareBinIin = (text: string): string => text.trim().replace(/[ -]/g, '');

/** What is wrong with it; undefined: nothing. */
export function binIinProblem(text: string): BinIinProblem | undefined {
  const bare = bareBinIin(text);
  if (!/^\d*$/.test(bare)) return 'not_digits';
  if (bare.length !== DIGITS) return 'length';
  return isCheckDigitRight(bare) ? undefined : 'check_digit';
}

// SPDX-License-Identifier: MIT
// Telephone numbers as people write them here, understood by the server's rules (src/base/phone.c), and as they are
// read best: +7 707 123 45 67.

const DECORATION = /[\s\u00a0\u202f\-.()/]/g;
const NATIONAL_DIGITS = 10;
const MIN_DIGITS = 8;
const MAX_DIGITS = 15;

function international(bare: string): string | undefined {
  if (bare.startsWith('+')) return bare.slice(1);
  if (bare.startsWith('00')) return bare.slice(2);
  if (bare.length === NATIONAL_DIGITS) return `7${bare}`;
  return /^[78]\d{10}$/.test(bare) ? `7${bare.slice(1)}` : undefined;
}

/** In E.164; undefined: it is no number. */
export function parsePhone(text: string): string | undefined {
  const bare = text.replace(DECORATION, '');
  if (!/^\+?\d+$/.test(bare)) return undefined;
  if (!bare.startsWith('+') && bare.length < NATIONAL_DIGITS) return undefined;
  const digits = international(bare);
  if (digits === undefined || digits.startsWith('0')) return undefined;
  if (digits.length < MIN_DIGITS || digits.length > MAX_DIGITS) return undefined;
  return digits.startsWith('7') && !/^7[3-9]\d{9}$/.test(digits) ? undefined : `+${digits}`;
}

/** A number for reading; texts that are none stay as they are. */
export function showPhone(text: string): string {
  const phone = parsePhone(text);
  if (phone === undefined) return text;
  const kazakh = /^\+7(\d{3})(\d{3})(\d{2})(\d{2})$/.exec(phone);
  return kazakh ? `+7 ${kazakh.slice(1).join(' ')}` : phone;
}

/** One spelling for each number, so that another notation is no change; other texts stay as they are. */
export const plainPhone = (text: string): string => parsePhone(text) ?? text;

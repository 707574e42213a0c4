// SPDX-License-Identifier: MIT
// Whether the last digit of an EAN-8, UPC-A or EAN-13 fits the others (GS1 General Specifications, 7.9).

/** False: a digit was mistyped. Codes of other lengths or signs have nothing to be checked by. */
export function isCheckDigitRight(code: string): boolean {
  if (!/^(\d{8}|\d{12,13})$/.test(code)) return true;
  const digits = [...code].map(Number).reverse();
  const sum = digits.reduce((all, digit, place) => all + digit * (place % 2 === 0 ? 1 : 3), 0);
  return sum % 10 === 0;
}

// SPDX-License-Identifier: MIT
// How many chips fit in one line of a card. Guessed from the letters rather than measured: measuring a
// thousand cards would cost a layout each, and a chip cut short by a guess still has its title.

const LETTER_PX = 6.8;
const CHIP_PX = 18;
const MORE_PX = 34;

/** At least one; room for "+2" is kept where not all fit. */
export function countFitting(texts: string[], widthPx: number): number {
  let used = 0;
  for (const [index, text] of texts.entries()) {
    used += text.length * LETTER_PX + CHIP_PX;
    const isLast = index === texts.length - 1;
    if (used > (isLast ? widthPx : widthPx - MORE_PX)) return Math.max(index, 1);
  }
  return texts.length;
}

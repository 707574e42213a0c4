// SPDX-License-Identifier: MIT
// What the palette can offer, and how of it is found what was typed: pages and actions by the beginnings of their words,
// everything else by the server.

export type Kind = 'action' | 'page' | 'client' | 'deal' | 'product' | 'module';

export interface Item {
  /** Unlike any other: its kind and its id or address. */
  key: string;
  kind: Kind;
  label: string;
  /** What tells it from others of its name. */
  hint?: string;
  to: string;
  /** Opens the page to begin something new there. */
  begins?: boolean;
  /** Leaves the panel. */
  isExternal?: boolean;
}

const wordsOf = (text: string): string[] => text.toLocaleLowerCase().split(/[\s,.«»"()-]+/u);

/** Whether each word that was typed begins a word of the label. */
export function fits(label: string, typed: string): boolean {
  const own = wordsOf(label);
  return wordsOf(typed.trim()).every((word) => own.some((each) => each.startsWith(word)));
}

/** Where the arrow leads from an item; from none to the first or the last. */
export function itemBeside(items: readonly Item[], key: string | undefined, step: 1 | -1) {
  const index = items.findIndex((item) => item.key === key);
  const from = index < 0 && step < 0 ? 0 : index;
  return items[(from + step + items.length) % items.length];
}

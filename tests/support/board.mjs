// SPDX-License-Identifier: MIT
// The board as a person sees and handles it, in Russian unless told otherwise.
import { readFileSync, readdirSync } from 'node:fs';
import { drawn } from './browser.mjs';
import { PATIENCE_MS } from './patience.mjs';

export const COLUMNS = ['active', 'testing', 'inactive', 'archived'];

/** The words of the panel in a language; `words.card.check`. */
export function words(language) {
  const folder = new URL(`../../web/src/i18n/${language}/`, import.meta.url);
  return Object.assign({}, ...readdirSync(folder).map((file) => JSON.parse(readFileSync(new URL(file, folder)))));
}

const ru = words('ru');
/** A text with its {{holes}} filled. */
export const fill = (text, values) => text.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name]);

export const column = (page, status) => page.locator(`#column-${status}`);
export const card = (page, name) => page.getByRole('article', { name, exact: true });
export const grip = (page, name) => page.getByRole('button', { name: fill(ru.card.grip, { name }), exact: true });
export const notice = (page, text) => page.locator('[role=alert], [role=status]').filter({ hasText: text });

/** The names in a column, from above. */
export async function namesIn(page, status) {
  return column(page, status)
    .getByRole('article')
    .evaluateAll((cards) => cards.map((element) => element.getAttribute('aria-label')));
}

/** Waits until the column shows just these names in this order. */
export async function expectColumn(page, status, names) {
  const until = Date.now() + PATIENCE_MS;
  let seen;
  do {
    seen = await namesIn(page, status);
    if (JSON.stringify(seen) === JSON.stringify(names)) {
      return;
    }
    await page.waitForTimeout(50);
  } while (Date.now() < until);
  throw new Error(`the column ${status} shows ${JSON.stringify(seen)}, not ${JSON.stringify(names)}`);
}

/** Drags a card by its grip, as a hand does: down, a first small way, over, a moment, up. */
export async function dragTo(page, name, target) {
  const from = await grip(page, name).boundingBox();
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(from.x + from.width / 2 + 12, from.y + from.height / 2 + 12, { steps: 4 });
  await page.mouse.move(target.x, target.y, { steps: 15 });
  await held(page);
  await page.mouse.up();
}

/** Waits until the page knows what the card that is held lies over. */
export async function held(page) {
  await page.waitForTimeout(150);
  await drawn(page);
}

/** Presses keys one after the other, each once the page has answered the one before. */
export async function press(page, ...keys) {
  for (const key of keys) {
    await page.keyboard.press(key);
    await held(page);
  }
}

/** The middle of a column's list, below its last card. */
export async function below(page, status) {
  const box = await column(page, status).getByRole('list').boundingBox();
  return { x: box.x + box.width / 2, y: box.y + box.height - 40 };
}

/** The middle of a card. */
export async function middleOf(page, name) {
  const box = await card(page, name).boundingBox();
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

export async function openMenu(page, name) {
  await page.getByRole('button', { name: fill(ru.card.menu, { name }), exact: true }).click();
}

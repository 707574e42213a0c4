// SPDX-License-Identifier: MIT
// The panel's doors as people use them: signing in by the form, what the menu offers, where one has come to.
import { words } from './board.mjs';
import { PASSWORD } from './people.mjs';

const ru = words('ru');

export const HOME = '/dashboard/modules-manager';

/** Types into the form that stands there, on a page or in a dialog, and sends it. */
export async function typeSignIn(where, name, password = PASSWORD) {
  await where.locator('[name=username]').fill(name);
  await where.locator('[name=password]').fill(password);
  await where.locator('[name=password]').press('Enter');
}

const menu = (page, { shell } = ru) => page.getByRole('navigation', { name: shell.menu, exact: true });

/** A page of the user, signed in by the form, at `path`; `speaks` is the language of the account. */
export async function signedIn(browser, url, user, { path = HOME, speaks = 'ru', ...options } = {}) {
  const theirs = words(speaks);
  const page = await browser.person(`${url}${path}`, options);
  await typeSignIn(page, user.email);
  await menu(page, theirs).or(page.getByRole('button', { name: theirs.shell.openMenu })).waitFor(); // on a phone it is closed
  return page;
}

/** Waits until the page is at this address. */
export const arrived = (page, path) => page.waitForURL((url) => url.pathname + url.search === path);

/** The words of the menu, from above. */
export const menuOf = (page) => menu(page).getByRole('link').allInnerTexts();

export async function openAccount(page) {
  await page.getByRole('button', { name: ru.session.account.split('{{')[0].trim() }).click();
}

/** The code and pages that a page asks the server for, from now on. */
export function watchRequests(page) {
  const paths = [];
  page.on('request', (request) => paths.push(new URL(request.url()).pathname));
  return paths;
}

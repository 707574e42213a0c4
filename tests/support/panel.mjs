// SPDX-License-Identifier: MIT
// The panel as people use it: a server and a browser for a file of tests, signing in by the form, what the menu offers,
// where one has come to; and how a page has to look, whatever it shows. With SAUDA_PICTURES=folder each look leaves a
// picture there.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { words } from './board.mjs';
import { faultsOf, openBrowser, overflowOf } from './browser.mjs';
import { PASSWORD, SIGN_IN } from './people.mjs';
import { startSauda, temporaryFolder } from './sauda.mjs';

const ru = words('ru');

export const HOME = '/dashboard/modules-manager';
export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

const LOOKS = { light: { colorScheme: 'light' }, dark: { colorScheme: 'dark' }, 'on a phone': PHONE };
const PICTURES = process.env.SAUDA_PICTURES;

/** A server whose people sign in, and a browser, until the tests of the file are through. */
export async function startPanel({ env = SIGN_IN } = {}) {
  const files = temporaryFolder(); // on their way in and out
  const [sauda, browser] = await Promise.all([startSauda({ env: { DATA_DIR: files, ...env } }), openBrowser()]);
  after(async () => {
    await browser.close();
    await sauda.stop();
  });
  return { sauda, browser };
}

/** A test of what `show` shows, which gets the options for browser.person(): in light, in dark, on a phone. */
export function testLooks(show) {
  for (const [name, options] of Object.entries(LOOKS)) {
    test(`axe finds nothing, and nothing is too wide (${name})`, () => show(options));
  }
}

/** The page has nothing that axe finds fault with, is not wider than its window, cuts no text off, shows no key in place
 * of one, and has said nothing on the console. `what` it shows tells one look from another. */
export async function expectSound(page, what) {
  const faults = await faultsOf(page);
  await takePicture(page, what);
  const found = {
    faults,
    overflow: await overflowOf(page),
    cut: await cutTextsOf(page),
    raw: await rawTextsOf(page),
    complaints: page.complaints,
  };
  assert.deepEqual(found, { faults: [], overflow: 0, cut: [], raw: [], complaints: [] }, what);
}

async function takePicture(page, what) {
  if (PICTURES) {
    mkdirSync(PICTURES, { recursive: true });
    const { width } = page.viewportSize();
    const isDark = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
    const name = `${what.replaceAll('/', '_')} ${width}${isDark ? ' dark' : ''}.png`;
    await page.screenshot({ path: join(PICTURES, name) });
  }
}

/** Texts that do not fit where they stand, and do not end in an ellipsis to say so. */
const cutTextsOf = (page) =>
  page.locator('body *').evaluateAll((all) => {
    const isCut = (one) => {
      const { display, textOverflow, overflowX } = getComputedStyle(one);
      const canScroll = overflowX === 'auto' || overflowX === 'scroll';
      const isSeen = display !== 'inline' && one.clientWidth > 1; // what only screen readers get is a pixel wide
      return isSeen && !canScroll && textOverflow !== 'ellipsis' && one.scrollWidth > one.clientWidth + 1;
    };
    const hasText = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '');
    return all.filter((one) => hasText(one) && isCut(one)).map((one) => one.textContent);
  });

const RAW = new RegExp(`\\{\\{|(?<![\\w./@-])(${Object.keys(ru).join('|')})\\.[a-z]\\w*`, 'g');

/** Keys and unfilled holes that stand on the page where a text should. */
export const rawTextsOf = async (page) => (await page.locator('body').innerText()).match(RAW) ?? [];

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

/** Opens the list of a field and takes the option of that name. */
export async function choose(field, option) {
  await field.click();
  await field.page().getByRole('option', { name: option, exact: true }).click();
}

/** Requests to `address` fail from now on, until page.unroute(address). */
export const failRequests = (page, address, status, code) =>
  page.route(address, (route) =>
    route.fulfill({ status, json: { error_code: code, message: '', details: { request_id: 'abc-1' } } }),
  );

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

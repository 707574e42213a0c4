// SPDX-License-Identifier: MIT
// A real browser for tests of the panel: Debian's Chromium, driven by Playwright. The page under test must be silent:
// whatever it says on the console, or asks of another host, fails the test.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { PATIENCE_MS } from './patience.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** One browser with a profile of its own; `browser.person()` opens a page as a person of his own would. */
export async function openBrowser() {
  const profile = mkdtempSync(join(tmpdir(), 'sauda-browser-'));
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [...ARGS, `--disk-cache-dir=${profile}`],
    timeout: 2 * PATIENCE_MS,
    env: { ...process.env, LANG: 'C.UTF-8' }, // else it saves no file by a Russian name
  });
  return {
    /** A page at `url`. `complaints` collects what it should not have said; lines that match `expected` are left out. */
    async person(url, { expected = /^$/, ...options } = {}) {
      const context = await browser.newContext({
        viewport: { width: 1440, height: 900 },
        locale: 'ru-RU',
        reducedMotion: 'reduce',
        ...options,
      });
      return openPage(context, url, expected);
    },
    /** A further tab of the person to whom `page` belongs. */
    tab(page, url, { expected = /^$/ } = {}) {
      return openPage(page.context(), url, expected);
    },
    /** Everybody leaves: each test begins with a browser that knows nobody. */
    async closePages() {
      await Promise.all(browser.contexts().map((context) => context.close()));
    },
    async close() {
      await browser.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

async function openPage(context, url, expected) {
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  page.complaints = [];
  let home; // the address that was opened first
  const complain = (text) => expected.test(text) || page.complaints.push(text);
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) {
      complain(message.text());
    }
  });
  page.on('pageerror', (error) => complain(String(error)));
  page.on('request', (request) => {
    home ??= new URL(request.url()).origin;
    if (new URL(request.url()).origin !== home && !request.url().startsWith('data:')) {
      complain(`a request to ${request.url()}`);
    }
  });
  await page.goto(url);
  return page;
}

/** Waits until the page has drawn what it was told so far, however busy the machine is. */
export const drawn = (page) =>
  page.evaluate(async () => {
    for (let i = 0; i < 3; i++) {
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    }
  });

/** Waits until whatever fades or slides in is there; what turns for ever may go on. */
export async function atRest(page) {
  await drawn(page);
  await page.waitForFunction(() =>
    document.getAnimations().every((one) => one.playState !== 'running' || one.effect.getComputedTiming().endTime === Infinity),
  );
}

/** What axe finds wrong with the page as it stands: WCAG 2.1, levels A and AA. */
export async function faultsOf(page) {
  await page.waitForTimeout(300);
  await atRest(page);
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa'] }),
  );
  return violations.map((v) => `${v.id}: ${v.nodes.map((node) => node.target.join(' ')).join(', ')}`);
}

/** How many pixels the page is wider than its window: 0, or people have to scroll sideways. */
export const overflowOf = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Opens `url` in a page that has nothing in its cache yet, waits for `ready`, and returns how many bytes came over the
 * network, heads included. */
export async function weigh(page, url, ready) {
  let bytes = 0;
  const client = await page.context().newCDPSession(page);
  await client.send('Network.enable');
  client.on('Network.loadingFinished', (event) => {
    bytes += event.encodedDataLength;
  });
  await page.goto(url);
  await ready(page);
  return bytes;
}

// SPDX-License-Identifier: MIT
// A real browser for tests of the panel: Debian's Chromium, driven by Playwright. The page under test must be silent:
// whatever it says on the console, or asks of another host, fails the test.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

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
      const page = await context.newPage();
      page.setDefaultTimeout(15_000);
      page.complaints = [];
      const complain = (text) => expected.test(text) || page.complaints.push(text);
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) {
          complain(message.text());
        }
      });
      page.on('pageerror', (error) => complain(String(error)));
      page.on('request', (request) => {
        if (!request.url().startsWith(new URL(url).origin) && !request.url().startsWith('data:')) {
          complain(`a request to ${request.url()}`);
        }
      });
      await page.goto(url);
      return page;
    },
    async close() {
      await browser.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

// SPDX-License-Identifier: MIT
// Texts come with the code that shows them, and a change of the language brings all of them along.

import i18next from 'i18next';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { currentLanguage, loadTexts, setLanguage, startTranslations, withTexts } from '.';

const stored = new Map([['sauda.language', 'kk']]);
const root = { lang: 'kk' };

beforeAll(async () => {
  vi.stubGlobal('document', { documentElement: root });
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
  });
  await startTranslations();
});

afterAll(() => vi.unstubAllGlobals());

const has = (key: string, language: string) => i18next.exists(key, { lng: language });

it('starts in the language of the last visit, with what every page needs', () => {
  expect(currentLanguage()).toBe('kk');
  expect(i18next.resolvedLanguage).toBe('kk');
  expect(has('common.close', 'kk')).toBe(true);
  expect(has('users.title', 'kk')).toBe(false);
  expect(has('common.close', 'ru')).toBe(false);
});

it('hands out a piece of code once its texts are there', async () => {
  const load = withTexts(() => Promise.resolve({ default: 'a page' }), 'users', 'rights');
  expect(has('users.title', 'kk')).toBe(false);
  expect(await load()).toEqual({ default: 'a page' });
  expect([has('users.title', 'kk'), has('rights.title', 'kk')]).toEqual([true, true]);
  expect(has('keys.title', 'kk')).toBe(false);
});

it('fails where the code cannot be had', async () => {
  const load = withTexts(() => Promise.reject(new Error('gone')), 'users');
  await expect(load()).rejects.toThrow('gone');
});

it('changes the language only when all texts seen so far are there', async () => {
  const seen: boolean[] = [];
  const note = () => seen.push(has('common.close', 'ru') && has('users.title', 'ru'));
  i18next.on('languageChanged', note);
  await setLanguage('ru');
  i18next.off('languageChanged', note);
  expect(seen).toEqual([true]);
  expect([currentLanguage(), root.lang, stored.get('sauda.language')]).toEqual(['ru', 'ru', 'ru']);
});

it('loads texts in both languages while one follows the other', async () => {
  const change = setLanguage('en');
  await loadTexts('keys');
  expect([has('keys.title', 'ru'), has('keys.title', 'en')]).toEqual([true, true]);
  await change;
  expect(currentLanguage()).toBe('en');
});

it('keeps to the last choice', async () => {
  await Promise.all([setLanguage('kk'), setLanguage('ru'), setLanguage('en')]);
  expect([currentLanguage(), root.lang, stored.get('sauda.language')]).toEqual(['en', 'en', 'en']);
});

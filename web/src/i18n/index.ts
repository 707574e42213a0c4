// SPDX-License-Identifier: MIT
// The panel's languages: Russian unless somebody chose otherwise. Only the chosen one is loaded, and of it only
// what the pages seen so far need; none has a gap that another would have to fill (i18n.test.ts).

import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { TextsName } from './texts';

export const LANGUAGES = [
  { code: 'ru', name: 'Русский' },
  { code: 'kk', name: 'Қазақша' },
  { code: 'en', name: 'English' },
] as const;

export type Language = (typeof LANGUAGES)[number]['code'];

/** public/boot.js reads the same key before the first paint. */
const LANGUAGE_KEY = 'sauda.language';

const files = import.meta.glob<object>('./*/*.json', { import: 'default' });

/** What a change of the language has to bring along. */
const needed = new Set<TextsName>(['common']);
const loaded = new Set<string>();
let chosen: Language = 'ru';

function storedLanguage(): Language {
  try {
    const stored = localStorage.getItem(LANGUAGE_KEY);
    return LANGUAGES.find(({ code }) => code === stored)?.code ?? 'ru';
  } catch {
    return 'ru';
  }
}

async function loadNeeded(language: Language): Promise<void> {
  await Promise.all(
    [...needed].map(async (name) => {
      const path = `./${language}/${name}.json`;
      if (loaded.has(path)) return;
      const texts = await files[path]?.();
      i18next.addResourceBundle(language, 'translation', texts);
      loaded.add(path);
    }),
  );
}

/** Loads these texts in the language that is spoken and in the one that is about to be. */
export async function loadTexts(...names: TextsName[]): Promise<void> {
  for (const name of names) needed.add(name);
  await Promise.all([...new Set([currentLanguage(), chosen])].map(loadNeeded));
}

/** Loads a piece of code and the texts it needs side by side; it is there when both are. */
export function withTexts<T>(load: () => Promise<T>, ...names: TextsName[]): () => Promise<T> {
  return async () => {
    const [code] = await Promise.all([load(), loadTexts(...names)]);
    return code;
  };
}

/** From here on texts can be loaded; they can be shown once the promise is kept. */
export async function startTranslations(): Promise<void> {
  chosen = storedLanguage();
  void i18next.use(initReactI18next).init({
    lng: chosen,
    fallbackLng: false,
    resources: {},
    interpolation: { escapeValue: false },
  });
  await speak(chosen);
}

export function currentLanguage(): Language {
  return LANGUAGES.find(({ code }) => code === i18next.language)?.code ?? 'ru';
}

/** Whether it is this language that is spoken now: another one may have been chosen while its texts came. */
async function speak(language: Language): Promise<boolean> {
  chosen = language;
  try {
    await loadNeeded(language);
  } catch (error) {
    if (chosen === language) chosen = currentLanguage();
    throw error;
  }
  if (chosen !== language) return false;
  await i18next.changeLanguage(language);
  return true;
}

export async function setLanguage(language: Language): Promise<void> {
  if (!(await speak(language))) return;
  document.documentElement.lang = language;
  try {
    localStorage.setItem(LANGUAGE_KEY, language);
  } catch {
    // Without storage the choice holds until the page is left.
  }
}

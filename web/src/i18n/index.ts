// SPDX-License-Identifier: MIT
// The panel's languages: Russian unless somebody chose otherwise. Only the chosen one is loaded; none has a gap
// that another would have to fill (i18n.test.ts). Keys are typed by ru.json.

import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

export const LANGUAGES = [
  { code: 'ru', name: 'Русский' },
  { code: 'kk', name: 'Қазақша' },
  { code: 'en', name: 'English' },
] as const;

export type Language = (typeof LANGUAGES)[number]['code'];

/** public/boot.js reads the same key before the first paint. */
const LANGUAGE_KEY = 'sauda.language';

const loaders: Record<Language, () => Promise<{ default: object }>> = {
  ru: () => import('./ru.json'),
  kk: () => import('./kk.json'),
  en: () => import('./en.json'),
};

function storedLanguage(): Language {
  try {
    const stored = localStorage.getItem(LANGUAGE_KEY);
    return LANGUAGES.find(({ code }) => code === stored)?.code ?? 'ru';
  } catch {
    return 'ru';
  }
}

async function load(language: Language): Promise<void> {
  if (i18next.hasResourceBundle(language, 'translation')) return;
  const { default: bundle } = await loaders[language]();
  i18next.addResourceBundle(language, 'translation', bundle);
}

export async function startTranslations(): Promise<void> {
  const language = storedLanguage();
  const { default: bundle } = await loaders[language]();
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: { translation: bundle } },
    interpolation: { escapeValue: false },
  });
}

export function currentLanguage(): Language {
  return LANGUAGES.find(({ code }) => code === i18next.resolvedLanguage)?.code ?? 'ru';
}

export async function setLanguage(language: Language): Promise<void> {
  await load(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  try {
    localStorage.setItem(LANGUAGE_KEY, language);
  } catch {
    // Without storage the choice holds until the page is left.
  }
}

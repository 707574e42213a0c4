// SPDX-License-Identifier: MIT
// The languages must say the same things: equal keys, equal placeholders, every plural form a language has.

import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const PLURAL = /_(zero|one|two|few|many|other)$/;
const LANGUAGES = ['ru', 'kk', 'en'] as const;

const files = import.meta.glob<object>('./*/*.json', { import: 'default', eager: true });

/** The texts of a language by their file. */
function filesOf(language: string): Map<string, object> {
  const own = Object.entries(files).filter(([path]) => path.startsWith(`./${language}/`));
  return new Map(own.map(([path, texts]) => [basename(path, '.json'), texts]));
}

const together = (language: string): object => Object.assign({}, ...filesOf(language).values());
const ru = together('ru');

function flatten(node: object, prefix = ''): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [key, value] of Object.entries(node)) {
    if (typeof value === 'string') texts.set(prefix + key, value);
    else for (const [k, v] of flatten(value, `${prefix}${key}.`)) texts.set(k, v);
  }
  return texts;
}

const keysOf = (node: object) =>
  [...new Set([...flatten(node).keys()].map((key) => key.replace(PLURAL, '')))].sort();
const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((hole) => hole[1]).sort();

describe('translations', () => {
  it.each(['kk', 'en'] as const)('%s has the keys of ru', (language) => {
    expect([...filesOf(language).keys()]).toEqual([...filesOf('ru').keys()]);
    for (const [file, texts] of filesOf('ru')) {
      expect([file, keysOf(filesOf(language).get(file) ?? {})]).toEqual([file, keysOf(texts)]);
    }
  });

  it('tells by the first word of a key which file has it', () => {
    const firstWords = [...filesOf('ru').values()].flatMap((texts) => Object.keys(texts));
    expect(firstWords).toEqual([...new Set(firstWords)]);
  });

  it.each(['kk', 'en'] as const)('%s has the placeholders of ru', (language) => {
    const texts = flatten(together(language));
    for (const [key, text] of flatten(ru)) {
      const other = texts.get(key);
      if (other === undefined || PLURAL.test(key)) continue;
      expect([key, holes(other)]).toEqual([key, holes(text)]);
    }
  });

  it.each(LANGUAGES)('%s has every plural form', (language) => {
    const texts = flatten(together(language));
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const plural = [...texts.keys()].filter((key) => PLURAL.test(key));
    for (const stem of new Set(plural.map((key) => key.replace(PLURAL, '')))) {
      for (const form of forms) expect([...texts.keys()]).toContain(`${stem}_${form}`);
    }
  });

  it('leaves no text empty', () => {
    for (const language of LANGUAGES) {
      for (const [key, text] of flatten(together(language)))
        expect([key, text.trim()]).not.toEqual([key, '']);
    }
  });

  it('is the only place with words people read', () => {
    const root = join(import.meta.dirname, '..');
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' });
    for (const file of files.filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.'))) {
      if (file.startsWith('i18n')) continue;
      const code = readFileSync(join(root, file), 'utf8').replace(/\/\/.*|\/\*[\s\S]*?\*\//g, '');
      expect([file, code.match(/[А-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі]+/)?.[0]]).toEqual([file, undefined]);
    }
  });
});

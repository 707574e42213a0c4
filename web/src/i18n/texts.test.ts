// SPDX-License-Identifier: MIT
// No page can show a key in place of a text: whatever the code of a page names, common.json has or withTexts()
// brings along with the page. Read from the code, because a page shows most of its texts only now and then.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const RU = join(import.meta.dirname, 'ru');

/** The file of texts for the first word of a key. */
const FILE_OF = new Map(
  readdirSync(RU).flatMap((file) => {
    const texts: object = JSON.parse(readFileSync(join(RU, file), 'utf8'));
    return Object.keys(texts).map((word) => [word, basename(file, '.json')] as const);
  }),
);

interface Piece {
  entry: string;
  /** What is there when it is. */
  texts: string[];
  /** What it brings along itself. */
  own: string[];
}

interface Source {
  /** The files of texts whose keys it names. */
  texts: Set<string>;
  imports: string[];
  /** What it loads by withTexts(). */
  pieces: Piece[];
}

const WITH_TEXTS = /withTexts\(\s*\(\) => import\('([^']+)'\),([^)]*)\)/g;

function read(file: string): Source {
  const code = readFileSync(file, 'utf8')
    .replace(/^\s*\/\/.*|\/\*[\s\S]*?\*\//gm, '')
    .replace(/^(import|export) type [^;]*;/gm, '');
  const rest = code.replace(WITH_TEXTS, '');
  const keys = rest.matchAll(/['"`](\w+)\./g);
  return {
    texts: new Set([...keys].flatMap(([, word]) => FILE_OF.get(word ?? '') ?? [])),
    imports: [...rest.matchAll(/\b(?:from|import)\s*\(?'(\.[^']+)'/g)].flatMap(([, path]) =>
      pathOf(file, path ?? ''),
    ),
    pieces: [...code.matchAll(WITH_TEXTS)].map(([, path, names]) => {
      const own = [...(names ?? '').matchAll(/'(\w+)'/g)].map(([, name]) => name ?? '');
      return { entry: pathOf(file, path ?? '')[0] ?? `no file ${path}`, texts: own, own };
    }),
  };
}

/** The file an import means; none: it is no code. */
function pathOf(importer: string, path: string): string[] {
  const full = join(dirname(importer), path);
  return ['.ts', '.tsx', '/index.ts'].map((end) => full + end).filter(existsSync);
}

/** All that comes with a piece of code, pieces that bring their own texts excepted. */
function sourcesOf({ entry }: Piece): Map<string, Source> {
  const sources = new Map<string, Source>();
  const waiting = [entry];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (sources.has(file)) continue;
    const source = read(file);
    sources.set(file, source);
    waiting.push(...source.imports);
  }
  return sources;
}

/** The piece itself and those that it leads to, each with the texts of those that lead there. */
function piecesFrom(piece: Piece): Piece[] {
  const next = [...sourcesOf(piece).values()].flatMap(({ pieces }) => pieces);
  return [
    piece,
    ...next.flatMap((each) => piecesFrom({ ...each, texts: [...piece.texts, ...each.texts] })),
  ];
}

const START: Piece = { entry: join(ROOT, 'main.tsx'), texts: ['common'], own: [] };
const pieces = piecesFrom(START);

describe('texts', () => {
  it('of all pages are looked at', () => {
    const seen = new Set(pieces.flatMap((piece) => [...sourcesOf(piece).keys()]));
    const files = readdirSync(join(ROOT, 'features'), { recursive: true, encoding: 'utf8' });
    const pages = files.filter((name) => /Page\.tsx$/.test(name));
    expect(pages).not.toEqual([]);
    expect(pages.filter((page) => !seen.has(join(ROOT, 'features', page)))).toEqual([]);
  });

  it('come with each piece of code that shows them', () => {
    const missing = pieces.flatMap((piece) =>
      [...sourcesOf(piece)].flatMap(([file, { texts }]) =>
        [...texts]
          .filter((name) => !piece.texts.includes(name))
          .map((name) => `${relative(ROOT, piece.entry)}: ${relative(ROOT, file)} shows ${name}`),
      ),
    );
    expect(missing).toEqual([]);
  });

  it('come with no other', () => {
    const idle = pieces.flatMap((piece) => {
      const shown = new Set([...sourcesOf(piece).values()].flatMap(({ texts }) => [...texts]));
      return piece.own
        .filter((name) => !shown.has(name))
        .map((name) => `${relative(ROOT, piece.entry)} does not show ${name}`);
    });
    expect(idle).toEqual([]);
  });

  it('are all there for somebody', () => {
    const loaded = new Set(pieces.flatMap(({ texts }) => texts));
    expect([...new Set(FILE_OF.values())].filter((name) => !loaded.has(name))).toEqual([]);
  });
});

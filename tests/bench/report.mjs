// SPDX-License-Identifier: MIT
// The figures as tables, on the terminal and between the marks of docs/performance.md. ✓ and ✗ compare with the floors.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { ROOT, run } from './processes.mjs';

const BEGIN = '<!-- figures: written by scripts/bench --write -->';
const END = '<!-- end of figures -->';

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

const number = (value) => Math.round(value).toLocaleString('en-US');
const mark = (isMet) => (isMet ? '✓' : '✗');

// When, where and of what the figures are.
export async function machine({ runs, seconds }) {
  const commit = (await run(['git', 'rev-parse', '--short', 'HEAD'])).trim();
  const [{ model }, date] = [cpus()[0], new Date().toISOString().slice(0, 10)];
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${date}, commit ${commit}; ${cpus().length} cores (${model.trim()}), ${memory} GB; median of ${runs} runs of ${seconds} s.`;
}

function table(rows) {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => [...row[i]].length)));
  const line = (row) => `| ${row.map((cell, i) => cell + ' '.repeat(widths[i] - [...cell].length)).join(' | ')} |`;
  return [line(rows[0]), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.slice(1).map(line)].join('\n');
}

function ratio({ row, found }, name) {
  const value = found.sauda.perSecond / found[name].perSecond;
  const floor = row.floors?.[name];
  const text = name === 'pgbench' ? value.toFixed(2) : `${value.toFixed(1)}x`;
  return floor ? `${text} ${mark(value >= floor)} (≥ ${floor})` : text;
}

export function comparisonTable(results) {
  if (!results.length) return '';
  const [sauda, ...others] = Object.entries(results[0].found).map(([name, { title }]) => ({ name, title }));
  const perSecond = results.map(({ row, found }) => [
    row.title,
    ...Object.values(found).map((figures) => number(figures.perSecond)),
    `${found.sauda.p50Ms.toFixed(1)} / ${found.sauda.p99Ms.toFixed(1)}`,
  ]);
  const ratios = results.map((result) => [result.row.title, ...others.map(({ name }) => ratio(result, name))]);
  const titles = others.map(({ title }) => title);
  return [
    table([['requests per second', sauda.title, ...titles, 'Sauda p50 / p99, ms'], ...perSecond]),
    table([['Sauda against', ...titles], ...ratios]),
  ].join('\n\n');
}

// Rows a second of whole catalogues, and the memory of all processes of the contestant.
export function bulkTable(results) {
  if (!results.length) return '';
  const titles = Object.values(results[0].found).map(({ title }) => title);
  const cell = ({ perSecond, megabytes }) => number(perSecond) + (megabytes ? `, ${number(megabytes)} MB` : '');
  const rows = results.map(({ row, count, found }) => [
    `${row.title}, ${number(count)} rows`,
    ...Object.entries(found).map(([name, figures]) =>
      name === 'sauda' ? `${cell(figures)} ${mark(figures.megabytes <= row.most)} (≤ ${row.most})` : cell(figures),
    ),
  ]);
  return table([['rows per second, most memory', ...titles], ...rows]);
}

export function aloneTable(results) {
  if (!results.length) return '';
  const rows = results.map(({ row, value, note }) => {
    const measured = Number.isNaN(value) ? '' : `${value.toFixed(row.unit === 's' ? 2 : 1)} ${row.unit} `;
    return [row.title, `${measured}${mark(value <= row.most)} (≤ ${row.most})`, note.replaceAll('\n', ' ')];
  });
  return table([['Sauda alone', 'measured', 'besides'], ...rows]);
}

export function writeDocument(figures) {
  const path = join(ROOT, 'docs/performance.md');
  const text = readFileSync(path, 'utf8');
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`${path} lacks the marks ${BEGIN} and ${END}`);
  writeFileSync(path, `${text.slice(0, begin + BEGIN.length)}\n\n${figures}\n\n${text.slice(end)}`);
}

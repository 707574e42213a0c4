// SPDX-License-Identifier: MIT
// Nobody ever loses a field: what two people type into one row is joined or put to one of them.
import { describe, expect, test, vi } from 'vitest';
import { ApiError } from '../../api/errors';
import type { Product } from '../../api/types';
import type { Row } from './columns';
import { RowEdits } from './rowEdits';

const ROW = { id: 1, revision: 1, price: 100, stock: 5, is_active: true, name: 'A' } as Row;

/** A row at a server that checks revisions, and the edits of one person. */
function edited(refusal?: Error) {
  let stored: Row = ROW;
  const sent: { changes: object; revision: number }[] = [];
  const onRefused = vi.fn();
  const onRow = vi.fn();
  const edits = new RowEdits({
    send: async (_, changes, revision) => {
      sent.push({ changes, revision });
      await Promise.resolve();
      if (refusal) throw refusal;
      if (revision !== stored.revision) {
        throw new ApiError(412, 'revision_mismatch', '', { current: stored });
      }
      stored = { ...stored, ...changes, revision: revision + 1 };
      return stored as Product;
    },
    onRow,
    onRefused,
  });
  const other = (changes: Partial<Row>) => {
    stored = { ...stored, ...changes, revision: stored.revision + 1 };
  };
  return { edits, sent, other, onRefused, onRow, stored: () => stored };
}

const rest = () => new Promise((done) => setTimeout(done));

describe('an edit', () => {
  test('is seen at once and sent with the revision it was typed over', async () => {
    const { edits, sent, stored } = edited();
    edits.change(ROW, 'price', '150.5');
    expect(edits.shown(ROW).price).toBe(150.5);
    await rest();
    expect(sent).toEqual([{ changes: { price: 150.5 }, revision: 1 }]);
    expect(edits.has(1)).toBe(false);
    expect(stored().price).toBe(150.5);
  });

  test('waits for the one before it, and goes on from its answer', async () => {
    const { edits, sent, stored } = edited();
    edits.change(ROW, 'price', '150');
    edits.change(ROW, 'stock', '7');
    edits.change(ROW, 'stock', '8');
    await rest();
    expect(sent).toEqual([
      { changes: { price: 150 }, revision: 1 },
      { changes: { stock: 8 }, revision: 2 },
    ]);
    expect(stored()).toMatchObject({ price: 150, stock: 8, revision: 3 });
  });

  test('of another field than the one somebody changed is joined silently', async () => {
    const { edits, other, stored } = edited();
    other({ stock: 0 });
    edits.change(ROW, 'price', '150');
    await rest();
    expect(edits.quarrel).toBeUndefined();
    expect(stored()).toMatchObject({ price: 150, stock: 0 });
  });

  test('of the same field is put to the person, and loses nothing until then', async () => {
    const { edits, other, stored } = edited();
    other({ price: 120, stock: 0 });
    edits.change(ROW, 'price', '150');
    edits.change(ROW, 'is_active', false);
    await rest();
    expect(edits.quarrel?.conflicts).toEqual([{ field: 'price', mine: '150', theirs: '120' }]);
    expect(edits.shown({ ...ROW, price: 120 }).price).toBe(150);
    expect(stored().price).toBe(120);
    edits.settle(1, new Set(['price']));
    await rest();
    expect(stored()).toMatchObject({ price: 120, stock: 0, is_active: false });
    expect(edits.quarrel).toBeUndefined();
  });

  test('may win where the person says so', async () => {
    const { edits, other, stored } = edited();
    other({ price: 120 });
    edits.change(ROW, 'price', '150');
    await rest();
    edits.settle(1, new Set());
    await rest();
    expect(stored().price).toBe(150);
  });

  test('that the server refuses is taken back', async () => {
    const refusal = new ApiError(422, 'validation_failed', '');
    const { edits, onRefused } = edited(refusal);
    edits.change(ROW, 'price', '150');
    await rest();
    expect(onRefused).toHaveBeenCalledWith(1, refusal);
    expect(edits.shown(ROW).price).toBe(100);
  });

  test('that changes nothing is not sent', async () => {
    const { edits, sent } = edited();
    edits.change(ROW, 'price', '100');
    await rest();
    expect(sent).toEqual([]);
    expect(edits.has(1)).toBe(false);
  });
});

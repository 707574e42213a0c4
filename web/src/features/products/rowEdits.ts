// SPDX-License-Identifier: MIT
// Changes that were typed into rows and are on their way to the server. A row is shown with them at once; they are sent
// one request a row at a time, each made from the state it was typed over. Where somebody else was quicker, changes of
// other fields are joined silently; the same field is put to the person, and until then neither value is lost. What the
// server refuses is taken back.

import { ApiError, isRecord } from '../../api/errors';
import type { Product } from '../../api/types';
import { type Base, type Conflict, changesOf, conflictsOf, plain, rebase } from '../../ui/draft';
import type { Row } from './columns';

/** In the words of a form: ui/draft.ts joins such. */
export type Typed = { price: string; stock: string; is_active: boolean };
export type EditField = keyof Typed;

export const typedOf = (row: Pick<Row, EditField>): Typed => ({
  price: String(row.price),
  stock: String(row.stock),
  is_active: row.is_active,
});

type Changes = Partial<Pick<Row, EditField>>;

const valuesOf = ({ price, stock, is_active }: Partial<Typed>): Changes => ({
  ...(price === undefined ? {} : { price: Number(price) }),
  ...(stock === undefined ? {} : { stock: Number(stock) }),
  ...(is_active === undefined ? {} : { is_active }),
});

interface Edit {
  base: Base<Typed>;
  mine: Typed;
  isSending: boolean;
  quarrel: Quarrel | undefined;
}

export interface Quarrel {
  id: number;
  conflicts: Conflict<Typed>[];
  theirs: Base<Typed>;
}

interface RowEditsOptions {
  send: (id: number, changes: Changes, revision: number) => Promise<Product>;
  /** The server has told a newer state of a row. */
  onRow: (row: Row) => void;
  onRefused: (id: number, error: unknown) => void;
}

const JOIN_TRIES = 5;

export class RowEdits {
  private readonly options: RowEditsOptions;
  private readonly edits = new Map<number, Edit>();
  private readonly listeners = new Set<() => void>();
  private version = 0;

  constructor(options: RowEditsOptions) {
    this.options = options;
  }

  readonly watch = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  readonly getVersion = (): number => this.version;

  has(id: number): boolean {
    return this.edits.has(id);
  }

  /** What waits for the person to choose. */
  get quarrel(): Quarrel | undefined {
    return [...this.edits.values()].find(({ quarrel }) => quarrel)?.quarrel;
  }

  /** The row with what was typed over it. */
  shown(row: Row): Row {
    const edit = this.edits.get(row.id);
    return edit ? { ...row, ...valuesOf(changesOf(edit.mine, edit.base.values)) } : row;
  }

  /** Takes a value that was typed over `row`, and sends it. */
  change<F extends EditField>(row: Row, field: F, value: Typed[F]): void {
    const known = this.edits.get(row.id);
    const base = known?.base ?? { values: typedOf(row), revision: row.revision };
    const mine = { ...(known?.mine ?? base.values), [field]: value };
    const edit = known ?? { base, mine, isSending: false, quarrel: undefined };
    edit.mine = mine;
    this.edits.set(row.id, edit);
    this.changed();
    if (!edit.isSending && !edit.quarrel) void this.run(row.id, edit);
  }

  /** Ends a quarrel: in the given fields the other one's value stays. */
  settle(id: number, givenUp: ReadonlySet<string>): void {
    const edit = this.edits.get(id);
    if (!edit?.quarrel) return;
    const { theirs } = edit.quarrel;
    edit.mine = rebase(edit.mine, edit.base.values, theirs.values, givenUp);
    edit.base = theirs;
    edit.quarrel = undefined;
    this.changed();
    void this.run(id, edit);
  }

  private async run(id: number, edit: Edit): Promise<void> {
    edit.isSending = true;
    try {
      for (let tries = JOIN_TRIES; this.isDirty(edit); ) {
        tries = (await this.sendOnce(id, edit)) ? JOIN_TRIES : tries - 1;
        if (edit.quarrel) return;
        if (tries === 0) throw new ApiError(412, 'revision_mismatch', '');
      }
      this.edits.delete(id);
    } catch (error) {
      this.edits.delete(id);
      this.options.onRefused(id, error);
    } finally {
      edit.isSending = false;
      this.changed();
    }
  }

  private isDirty(edit: Edit): boolean {
    return Object.keys(changesOf(edit.mine, edit.base.values)).length > 0;
  }

  /** Whether it was saved; else the edit stands over a newer state now, or a quarrel has begun. */
  private async sendOnce(id: number, edit: Edit): Promise<boolean> {
    const sent = edit.mine;
    const changes = valuesOf(changesOf(sent, edit.base.values));
    try {
      const row = await this.options.send(id, changes, edit.base.revision);
      this.options.onRow(row);
      edit.mine = rebase(edit.mine, sent, typedOf(row), new Set());
      edit.base = { values: typedOf(row), revision: row.revision };
      return true;
    } catch (error) {
      const theirs = theirsOf(error);
      if (!theirs) throw error;
      this.options.onRow(theirs);
      this.join(id, edit, { values: typedOf(theirs), revision: theirs.revision });
      return false;
    }
  }

  private join(id: number, edit: Edit, theirs: Base<Typed>): void {
    const conflicts = conflictsOf(edit.mine, edit.base.values, theirs.values);
    if (conflicts.length > 0) {
      edit.quarrel = { id, conflicts, theirs };
      return;
    }
    edit.mine = rebase(edit.mine, edit.base.values, theirs.values, new Set());
    edit.base = theirs;
  }

  private changed(): void {
    this.version++;
    for (const listener of this.listeners) listener();
  }
}

/** The present state of the row that a refusal for its revision brings along. */
function theirsOf(error: unknown): Row | undefined {
  if (!(error instanceof ApiError) || error.code !== 'revision_mismatch') return undefined;
  return rowOf(error.details.current);
}

/** A row as frames and refusals carry it. */
export function rowOf(value: unknown): Row | undefined {
  if (!isRecord(value)) return undefined;
  const { id, revision, price, stock, is_active } = value;
  const isRow =
    typeof id === 'number' &&
    typeof revision === 'number' &&
    typeof price === 'number' &&
    typeof stock === 'number' &&
    typeof is_active === 'boolean';
  return isRow ? (value as unknown as Row) : undefined;
}

export const isChanged = (row: Row, field: EditField, value: Typed[EditField]): boolean =>
  plain(typedOf(row)[field]) !== plain(value);

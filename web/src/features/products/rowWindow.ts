// SPDX-License-Identifier: MIT
// The rows of a list that is too long to be held: pages around what is looked at. A page that follows one that
// is there is asked for by its cursor, which costs the server the same however deep it lies; a page jumped to,
// by its number. The server goes on with what nobody waits for any more, so while a few pages are under way no others
// are asked for: whoever scrolls on gets the page where he has come to next. Pages far away are forgotten.

export interface RowPage<Row> {
  rows: Row[];
  nextCursor: string | null;
  total: number | null;
  isEstimate: boolean;
}

export interface PageRequest {
  /** From 0. */
  index: number;
  /** That leads to it; undefined: it is asked for by its number. */
  cursor: string | undefined;
  /** The total has to be exact. */
  isCounted: boolean;
  signal: AbortSignal;
}

interface Page<Row> {
  rows: Row[];
  nextCursor: string | null;
  isStale: boolean;
}

interface Pending {
  controller: AbortController;
}

const KEPT_PAGES = 40;
const MAX_PENDING = 4;

export class RowWindow<Row extends { id: number }> {
  readonly pageSize: number;
  private readonly fetchPage: (request: PageRequest) => Promise<RowPage<Row>>;
  private readonly pages = new Map<number, Page<Row>>();
  private readonly pending = new Map<number, Pending>();
  private readonly listeners = new Set<() => void>();
  private wanted: [number, number] = [0, 0];
  private version = 0;
  private counted: { total: number; isEstimate: boolean } | undefined;
  private failure: unknown;
  private counting: AbortController | undefined;

  constructor(pageSize: number, fetchPage: (request: PageRequest) => Promise<RowPage<Row>>) {
    this.pageSize = pageSize;
    this.fetchPage = fetchPage;
  }

  readonly watch = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  readonly getVersion = (): number => this.version;

  /** How many rows there are; undefined: not known yet. */
  get total(): number | undefined {
    return this.counted?.total;
  }
  get isEstimate(): boolean {
    return this.counted?.isEstimate ?? false;
  }
  get isLoading(): boolean {
    return this.pending.size > 0;
  }
  /** Why the pages that are looked at did not come. */
  get error(): unknown {
    return this.failure;
  }

  rowAt(place: number): Row | undefined {
    const page = this.pages.get(Math.floor(place / this.pageSize));
    return page?.rows[place % this.pageSize];
  }

  /** Where the row stands among what is loaded. */
  placeOf(id: number): number | undefined {
    for (const [index, { rows }] of this.pages) {
      const at = rows.findIndex((row) => row.id === id);
      if (at >= 0) return index * this.pageSize + at;
    }
    return undefined;
  }

  /** Sees to it that these rows, both ends included, come next. */
  want(first: number, last: number): void {
    const end = this.counted && !this.counted.isEstimate ? this.counted.total - 1 : last;
    this.wanted = [
      Math.floor(Math.max(first, 0) / this.pageSize),
      Math.floor(Math.max(Math.min(last, end), 0) / this.pageSize),
    ];
    this.loadMissing();
    this.forgetFar();
  }

  /** Reads what is looked at again; what is there stays until then. */
  refresh(): void {
    for (const page of this.pages.values()) page.isStale = true;
    this.abort();
    this.failure = undefined;
    this.loadMissing();
  }

  /** Puts a newer state of a row in its place. */
  replace(row: Row): void {
    for (const page of this.pages.values()) {
      const at = page.rows.findIndex(({ id }) => id === row.id);
      if (at < 0) continue;
      page.rows = page.rows.with(at, row);
      this.changed();
    }
  }

  dispose(): void {
    this.abort();
  }

  private abort(): void {
    for (const { controller } of this.pending.values()) controller.abort();
    this.pending.clear();
    this.counting?.abort();
    this.counting = undefined;
  }

  private isWanted(index: number): boolean {
    return index >= this.wanted[0] && index <= this.wanted[1];
  }

  private loadMissing(): void {
    if (this.failure !== undefined) return;
    for (let index = this.wanted[0]; index <= this.wanted[1]; index++) {
      if (this.pending.size >= MAX_PENDING) return;
      const page = this.pages.get(index);
      if ((!page || page.isStale) && !this.pending.has(index)) void this.load(index);
    }
  }

  private async load(index: number): Promise<void> {
    const controller = new AbortController();
    const pending = { controller };
    this.pending.set(index, pending);
    const before = this.pages.get(index - 1);
    const cursor = before && !before.isStale ? (before.nextCursor ?? undefined) : undefined;
    try {
      const page = await this.fetchPage({
        index,
        cursor,
        isCounted: false,
        signal: controller.signal,
      });
      if (this.pending.get(index) !== pending) return;
      this.take(index, page);
    } catch (error) {
      if (this.pending.get(index) !== pending) return;
      if (this.isWanted(index)) this.failure = error;
    }
    this.pending.delete(index);
    this.loadMissing();
    this.forgetFar();
    this.changed();
  }

  /** Where an estimate was too high, the end may be far before it. */
  private async count(): Promise<void> {
    if (this.counting) return;
    const controller = new AbortController();
    this.counting = controller;
    try {
      const page = await this.fetchPage({
        index: 0,
        cursor: undefined,
        isCounted: true,
        signal: controller.signal,
      });
      if (this.counting !== controller || page.total === null) return;
      this.counted = { total: page.total, isEstimate: page.isEstimate };
      this.changed();
    } catch {
      // Then the end is looked for page by page.
    } finally {
      if (this.counting === controller) this.counting = undefined;
    }
  }

  private take(index: number, { rows, nextCursor, total, isEstimate }: RowPage<Row>): void {
    this.pages.set(index, { rows, nextCursor, isStale: false });
    const end = index * this.pageSize + rows.length;
    if (nextCursor === null && (rows.length > 0 || index === 0)) {
      this.counted = { total: end, isEstimate: false };
    } else if (rows.length === 0) {
      // The estimate was too high: look for the end in what comes before.
      this.counted = { total: Math.max(end, 0), isEstimate: true };
      void this.count();
    } else if (total !== null && (!this.counted || index === 0)) {
      this.counted = { total: Math.max(total, end), isEstimate };
    } else if (this.counted && this.counted.total < end) {
      this.counted = { total: end + 1, isEstimate: true };
    }
  }

  private forgetFar(): void {
    const middle = (this.wanted[0] + this.wanted[1]) / 2;
    const byDistance = [...this.pages.keys()].sort(
      (a, b) => Math.abs(a - middle) - Math.abs(b - middle),
    );
    for (const index of byDistance.slice(KEPT_PAGES)) this.pages.delete(index);
  }

  private changed(): void {
    this.version++;
    for (const listener of this.listeners) listener();
  }
}

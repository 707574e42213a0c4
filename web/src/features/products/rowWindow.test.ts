// SPDX-License-Identifier: MIT
import { describe, expect, test, vi } from 'vitest';
import { type PageRequest, type RowPage, RowWindow } from './rowWindow';

const SIZE = 10;
type Row = { id: number; price: number };

/** A list of so many rows that answers when it is told to. */
function served(count: number, estimate?: number) {
  const requests: (PageRequest & {
    answer: () => Promise<void>;
    fail: (e: unknown) => Promise<void>;
  })[] = [];
  const rows = (index: number): Row[] =>
    Array.from({ length: Math.max(Math.min(SIZE, count - index * SIZE), 0) }, (_, i) => ({
      id: index * SIZE + i + 1,
      price: 1,
    }));
  const window = new RowWindow<Row>(
    SIZE,
    (request) =>
      new Promise<RowPage<Row>>((resolve, reject) => {
        const settle = async (fn: () => void) => {
          fn();
          await new Promise((done) => setTimeout(done));
        };
        requests.push({
          ...request,
          answer: () =>
            settle(() =>
              resolve({
                rows: rows(request.index),
                nextCursor: (request.index + 1) * SIZE < count ? `after ${request.index}` : null,
                total: request.isCounted ? count : (estimate ?? count),
                isEstimate: !request.isCounted && estimate !== undefined,
              }),
            ),
          fail: (e) => settle(() => reject(e)),
        });
      }),
  );
  return { window, requests };
}

describe('a window on rows', () => {
  test('asks for what is looked at, and goes on by cursor', async () => {
    const { window, requests } = served(35);
    window.want(0, 7);
    expect(requests.map((r) => [r.index, r.cursor])).toEqual([[0, undefined]]);
    await requests[0]?.answer();
    expect(window.rowAt(3)?.id).toBe(4);
    expect(window.total).toBe(35);
    window.want(5, 12);
    expect(requests.map((r) => [r.index, r.cursor])).toEqual([
      [0, undefined],
      [1, 'after 0'],
    ]);
  });

  test('a jump is asked for by its place', async () => {
    const { window, requests } = served(1000);
    window.want(0, 5);
    await requests[0]?.answer();
    window.want(900, 905);
    expect(requests[1]).toMatchObject({ index: 90, cursor: undefined });
    await requests[1]?.answer();
    expect(window.rowAt(903)?.id).toBe(904);
  });

  test('what was scrolled past is let finish, and where one has come to is asked for next', async () => {
    const { window, requests } = served(10_000);
    window.want(0, 5);
    await requests[0]?.answer();
    for (let place = 1000; place <= 9000; place += 500) window.want(place, place + 5);
    expect(requests.map((r) => r.index)).toEqual([0, 100, 150, 200, 250]);
    expect(requests.every((r) => !r.signal.aborted)).toBe(true);
    await requests[1]?.answer();
    expect(requests.at(-1)?.index).toBe(900);
    await requests[5]?.answer();
    expect(window.rowAt(9003)?.id).toBe(9004);
    await requests[2]?.fail(new Error('nobody looks there any more'));
    expect(window.error).toBeUndefined();
  });

  test('forgets what is far away', async () => {
    const { window, requests } = served(10_000);
    for (let i = 0; i < 60; i++) {
      window.want(i * SIZE, i * SIZE + 5);
      await requests.at(-1)?.answer();
    }
    window.want(590, 595);
    expect(window.rowAt(0)).toBeUndefined();
    expect(window.rowAt(590)?.id).toBe(591);
  });

  test('learns where the list ends', async () => {
    const { window, requests } = served(25, 1000);
    window.want(0, 5);
    await requests[0]?.answer();
    expect([window.total, window.isEstimate]).toEqual([1000, true]);
    window.want(900, 905);
    await requests[1]?.answer();
    expect(window.total).toBe(900);
    window.want(20, 29);
    await requests.find((r) => r.index === 2)?.answer();
    expect([window.total, window.isEstimate]).toEqual([25, false]);
  });

  test('an end that is far before the estimate is found by counting', async () => {
    const { window, requests } = served(25, 1000);
    window.want(0, 5);
    await requests[0]?.answer();
    window.want(900, 905);
    await requests[1]?.answer();
    const counting = requests.filter((r) => r.isCounted);
    expect(counting.length).toBe(1);
    await counting[0]?.answer();
    expect([window.total, window.isEstimate]).toEqual([25, false]);
  });

  test('an empty list is known to be empty', async () => {
    const { window, requests } = served(0);
    window.want(0, 5);
    await requests[0]?.answer();
    expect([window.total, window.isEstimate]).toEqual([0, false]);
  });

  test('a failure stays until somebody tries again', async () => {
    const { window, requests } = served(30);
    window.want(0, 5);
    await requests[0]?.fail(new Error('no'));
    window.want(0, 6);
    expect(requests.length).toBe(1);
    expect(window.error).toBeInstanceOf(Error);
    window.refresh();
    await requests[1]?.answer();
    expect(window.error).toBeUndefined();
    expect(window.rowAt(0)?.id).toBe(1);
  });

  test('reads again without taking away what is there, and tells of changes', async () => {
    const { window, requests } = served(30);
    const listener = vi.fn();
    window.watch(listener);
    window.want(0, 5);
    await requests[0]?.answer();
    window.replace({ id: 2, price: 7 });
    expect(window.rowAt(1)?.price).toBe(7);
    expect(window.placeOf(2)).toBe(1);
    window.refresh();
    expect(window.rowAt(1)?.price).toBe(7);
    await requests[1]?.answer();
    expect(window.rowAt(1)?.price).toBe(1);
    expect(listener).toHaveBeenCalledTimes(3);
  });
});

// SPDX-License-Identifier: MIT
// What moves make of the cards and of the sums above them.

import { describe, expect, it } from 'vitest';
import type { BoardCard, BoardColumn, Deal } from '../../api/types';
import {
  appendCards,
  type Board,
  moveCard,
  tagsOn,
  takeMoved,
  toColumns,
  withoutCard,
} from './boardData';

const OWN = 'KZT';

const card = (id: number, more: Partial<BoardCard> = {}): BoardCard => ({
  id,
  title: `Deal ${id}`,
  amount: id * 100,
  currency: OWN,
  client_id: null,
  client_name: null,
  owner_id: null,
  owner_name: null,
  expected_close_date: null,
  tags: [],
  stage_entered_at: '2026-11-01T00:00:00Z',
  revision: 1,
  ...more,
});

const column = (
  stage_id: number,
  deals: BoardCard[],
  more: Partial<BoardColumn> = {},
): BoardColumn => {
  const own = deals.filter(({ currency }) => currency === OWN);
  const total_amount = own.reduce((sum, { amount }) => sum + amount, 0);
  return {
    stage_id,
    stage_name: `Stage ${stage_id}`,
    color: '#112233',
    kind: 'open',
    probability: 50,
    deals_count: deals.length,
    total_amount,
    weighted_amount: total_amount / 2,
    other_amounts: deals
      .filter((each) => !own.includes(each))
      .map(({ currency, amount }) => ({ currency, amount })),
    deals,
    next_cursor: null,
    ...more,
  };
};

const board = (): Board => [
  column(1, [card(1), card(2), card(3, { currency: 'USD' })]),
  column(2, [card(4)]),
  column(3, []),
];

const idsOf = (of: Board) => of.map(({ deals }) => deals.map(({ id }) => id));

describe('a move', () => {
  it('takes the card with its sum to the neighbour that was named', () => {
    const next = moveCard(board(), 2, { column: 'stage-2', after_id: '4' }, OWN);
    expect(idsOf(next)).toEqual([[1, 3], [4, 2], []]);
    expect(next.map(({ deals_count }) => deals_count)).toEqual([2, 2, 0]);
    expect(next.map(({ total_amount }) => total_amount)).toEqual([100, 600, 0]);
    expect(next.map(({ weighted_amount }) => weighted_amount)).toEqual([50, 300, 0]);
  });

  it('takes other currencies along apart', () => {
    const next = moveCard(board(), 3, { column: 'stage-3' }, OWN);
    expect(next[0]?.other_amounts).toEqual([]);
    expect(next[2]?.other_amounts).toEqual([{ currency: 'USD', amount: 300 }]);
    expect(next[2]?.total_amount).toBe(0);
  });

  it('without a neighbour leads to the top, and of a card that is gone nowhere', () => {
    const before = board();
    expect(idsOf(moveCard(before, 1, { column: 'stage-2' }, OWN))).toEqual([[2, 3], [1, 4], []]);
    expect(moveCard(before, 99, { column: 'stage-2' }, OWN)).toBe(before);
  });

  it('comes back by the place it came from', () => {
    const there = moveCard(board(), 2, { column: 'stage-3' }, OWN);
    expect(moveCard(there, 2, { column: 'stage-1', before_id: '3' }, OWN)).toEqual(board());
  });
});

describe('the answer to a move', () => {
  const deal = { ...card(2, { revision: 9 }), stage_id: 2 } as unknown as Deal;
  const sums = { deals_count: 40, total_amount: 7, weighted_amount: 1, other_amounts: [] };
  const moved = { deal, previous_id: 4, next_id: null, stages: [{ stage_id: 2, ...sums }] };

  it('says place, revision and sums', () => {
    const next = takeMoved(board(), moved, OWN, false);
    expect(idsOf(next)).toEqual([[1, 3], [4, 2], []]);
    expect(next[1]?.deals[1]?.revision).toBe(9);
    expect(next[1]).toMatchObject(sums);
  });

  it('does not sum up what a filter hides', () => {
    expect(takeMoved(board(), moved, OWN, true)[1]).toMatchObject({
      deals_count: 2,
      total_amount: 600,
    });
  });
});

describe('the board', () => {
  it('has each card once, whatever comes twice', () => {
    const next = appendCards(board(), 1, { deals: [card(4), card(5)], next_cursor: 'x' });
    expect(idsOf(next)).toEqual([[1, 2, 3, 5], [4], []]);
    expect(next[0]?.next_cursor).toBe('x');
  });

  it('keeps its columns in their order, and forgets cards', () => {
    expect(Object.keys(toColumns(board()))).toEqual(['stage-1', 'stage-2', 'stage-3']);
    expect(withoutCard(board(), 4, OWN)[1]).toMatchObject({
      deals: [],
      deals_count: 0,
      total_amount: 0,
    });
  });

  it('tells the tags that are on it, the most frequent first', () => {
    const tagged = [column(1, [card(1, { tags: ['a'] }), card(2, { tags: ['b', 'a'] })])];
    expect(tagsOn(tagged)).toEqual(['a', 'b']);
  });
});

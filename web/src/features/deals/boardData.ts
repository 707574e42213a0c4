// SPDX-License-Identifier: MIT
// The board of deals as data: what moves, further cards and answers of the server make of what was read of it.

import type { Amount, BoardCard, BoardCards, BoardColumn, Deal, DealMoved } from '../../api/types';
import { type Columns, indexOfPlace, type Place } from '../../ui/board/columns';

export type Board = BoardColumn[];
/** Of a column: a card's id is a number too, and dragging must not take one for the other. */
export type ColumnKey = `stage-${number}`;
export type DealPlace = Place<ColumnKey>;

export const keyOf = (stageId: number): ColumnKey => `stage-${stageId}`;
export const stageOf = (key: ColumnKey): number => Number(key.slice('stage-'.length));

export function toColumns(board: Board): Columns<ColumnKey> {
  return Object.fromEntries(
    board.map(({ stage_id, deals }) => [keyOf(stage_id), deals.map(({ id }) => String(id))]),
  ) as Columns<ColumnKey>;
}

export function cardsById(board: Board): Map<string, BoardCard> {
  return new Map(board.flatMap(({ deals }) => deals.map((card) => [String(card.id), card])));
}

export const columnAmong = (board: Board, key: ColumnKey): BoardColumn | undefined =>
  board.find(({ stage_id }) => keyOf(stage_id) === key);

/** What a card shows of a deal. */
export function cardOf(deal: Deal): BoardCard {
  const { id, title, amount, currency, client_id, client_name, owner_id, owner_name } = deal;
  const { expected_close_date, tags, stage_entered_at, revision } = deal;
  return {
    id,
    title,
    amount,
    currency,
    client_id,
    client_name,
    owner_id,
    owner_name,
    expected_close_date,
    tags,
    stage_entered_at,
    revision,
  };
}

/** The column with a card more (sign 1) or less (-1) in its count and sums. */
function counted(column: BoardColumn, card: BoardCard, sign: 1 | -1, own: string): BoardColumn {
  const deals_count = column.deals_count + sign;
  if (card.currency !== own) {
    const other_amounts = added(column.other_amounts, card, sign);
    return { ...column, deals_count, other_amounts };
  }
  const total_amount = cents(column.total_amount + sign * card.amount);
  const weighted_amount = cents((total_amount * column.probability) / 100);
  return { ...column, deals_count, total_amount, weighted_amount };
}

const cents = (sum: number): number => Math.round(sum * 100) / 100;

function added(amounts: Amount[], { currency, amount }: Amount, sign: 1 | -1): Amount[] {
  const known = amounts.find((each) => each.currency === currency);
  if (!known) return sign > 0 ? [...amounts, { currency, amount }] : amounts;
  return amounts
    .map((each) =>
      each === known ? { currency, amount: cents(each.amount + sign * amount) } : each,
    )
    .filter((each) => each.amount > 0);
}

export function withoutCard(board: Board, id: number, own: string): Board {
  return board.map((column) => {
    const card = column.deals.find((each) => each.id === id);
    if (!card) return column;
    return {
      ...counted(column, card, -1, own),
      deals: column.deals.filter((each) => each !== card),
    };
  });
}

/** The card at a place; without a neighbour that stands there, on top, as the server has it. */
export function withCard(board: Board, card: BoardCard, place: DealPlace, own: string): Board {
  return board.map((column) => {
    if (keyOf(column.stage_id) !== place.column) return column;
    const ids = column.deals.map(({ id }) => String(id));
    const index = indexOfPlace(ids, place) ?? 0;
    return { ...counted(column, card, 1, own), deals: column.deals.toSpliced(index, 0, card) };
  });
}

export function moveCard(board: Board, id: number, place: DealPlace, own: string): Board {
  const card = cardsById(board).get(String(id));
  return card ? withCard(withoutCard(board, id, own), card, place, own) : board;
}

/** The board after a move as the server answers it; sums of a part of the deals are left to the next reading. */
export function takeMoved(board: Board, moved: DealMoved, own: string, isPart: boolean): Board {
  const { deal, previous_id, next_id, stages } = moved;
  const place: DealPlace = {
    column: keyOf(deal.stage_id),
    ...(next_id === null ? {} : { before_id: String(next_id) }),
    ...(previous_id === null ? {} : { after_id: String(previous_id) }),
  };
  const next = withCard(withoutCard(board, deal.id, own), cardOf(deal), place, own);
  if (isPart) return next;
  return next.map((column) => {
    const sums = stages.find(({ stage_id }) => stage_id === column.stage_id);
    return sums ? { ...column, ...sums } : column;
  });
}

/** A column with the cards behind those it had; what moved meanwhile stands in it once. */
export function appendCards(board: Board, stageId: number, more: BoardCards): Board {
  const known = new Set(board.flatMap(({ deals }) => deals.map(({ id }) => id)));
  return board.map((column) =>
    column.stage_id === stageId
      ? {
          ...column,
          deals: [...column.deals, ...more.deals.filter(({ id }) => !known.has(id))],
          next_cursor: more.next_cursor,
        }
      : column,
  );
}

/** The tags on the cards, the most frequent first. */
export function tagsOn(board: Board): string[] {
  const counts = new Map<string, number>();
  for (const tag of board.flatMap(({ deals }) => deals.flatMap(({ tags }) => tags))) {
    counts.set(tag, (counts.get(tag) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([tag]) => tag);
}

// SPDX-License-Identifier: MIT
// The hands on the table: which cell has the focus, what is being typed, which rows are chosen.

import {
  type KeyboardEvent,
  type MouseEvent,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { parseMoney, typedMoney } from '../../ui/money';
import { notifyFailed } from '../../ui/notices';
import type { CommitStep } from './CellEditor';
import type { Column, Row } from './columns';
import { parseCount } from './count';
import type { Editing, RowActions } from './GridRow';
import { type Cell, type GridShape, moved, stepped } from './gridCursor';
import type { EditField, RowEdits } from './rowEdits';
import { isChanged } from './rowEdits';
import { isSelected, MAX_PICKED, picked, type Selection } from './selection';
import type { RowScroll } from './useRowScroll';

interface GridOptions {
  columns: readonly Column[];
  count: number;
  scroll: RowScroll;
  /** The row with what was typed over it. */
  rowAt: (place: number) => Row | undefined;
  edits: RowEdits;
  canEdit: boolean;
  selection: Selection;
  onSelect: (selection: Selection) => void;
  onTyping: (isTyping: boolean) => void;
}

const SELECT = 'select';

export function useGrid(options: GridOptions) {
  const { columns, count, scroll, rowAt, edits, canEdit, selection, onSelect, onTyping } = options;
  const { t, i18n } = useTranslation();
  const language = i18n.resolvedLanguage ?? 'ru';
  const navigate = useNavigate();
  const [active, setActive] = useState<Cell>();
  const [editing, setEditing] = useState<Editing>();
  const takesFocus = useRef(false);
  const anchor = useRef<number>(undefined);
  const keys = useMemo(
    () => [...(canEdit ? [SELECT] : []), ...columns.map(({ key }) => key)],
    [canEdit, columns],
  );
  const editable = columns.flatMap(({ key, isEditable }) => (isEditable ? [key as string] : []));
  const shape: GridShape = { keys, count, seen: scroll.seen };

  useEffect(() => onTyping(editing !== undefined), [editing, onTyping]);

  useLayoutEffect(() => {
    const element = scroll.viewport.current;
    if (!takesFocus.current || !active || !element) return;
    takesFocus.current = false;
    const cell = element.querySelector<HTMLElement>(
      `[data-place="${active.place}"][data-key="${active.key}"]`,
    );
    if (!cell) return;
    if (!cell.contains(document.activeElement)) cell.focus({ preventScroll: true });
    if (element.scrollWidth > element.clientWidth) {
      cell.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
  });

  // The end of the list has come nearer: of a long one it is a guess until somebody goes there.
  useEffect(() => {
    if (!active || count === 0 || active.place < count) return;
    takesFocus.current = true;
    setActive({ ...active, place: count - 1 });
  }, [active, count]);

  const go = (cell: Cell) => {
    takesFocus.current = true;
    setEditing(undefined);
    setActive(cell);
    scroll.scrollTo(cell.place);
  };

  const edit = (cell: Cell, typed?: string) => {
    const row = rowAt(cell.place);
    if (!canEdit || !row || !editable.includes(cell.key)) return;
    const text =
      cell.key === 'price'
        ? typedMoney(String(row.price), language)
        : cell.key === 'stock'
          ? String(row.stock)
          : '';
    takesFocus.current = true;
    setActive(cell);
    scroll.scrollTo(cell.place);
    const isTyped = typed !== undefined;
    setEditing({ ...cell, row, text: typed ?? text, isTyped, problem: undefined });
  };

  const refuse = (text: string, step: CommitStep) => {
    if (!editing) return;
    const problem = t(editing.key === 'price' ? 'catalogue.wrongPrice' : 'catalogue.wrongStock');
    if (step !== 'leave') {
      setEditing({ ...editing, text, isTyped: true, problem });
      return;
    }
    setEditing(undefined);
    if (text.trim() !== '') {
      const title = t('catalogue.notSaved', { name: editing.row.name });
      notifyFailed({ id: `edit-${editing.row.id}`, title, text: problem });
    }
  };

  const commit = (text: string, step: CommitStep) => {
    if (!editing) return;
    const field = editing.key as Exclude<EditField, 'is_active'>;
    const value = field === 'price' ? parseMoney(text) : parseCount(text);
    if (value === undefined) {
      refuse(text, step);
      return;
    }
    if (isChanged(editing.row, field, String(value))) {
      edits.change(editing.row, field, String(value));
    }
    if (step === 'leave') setEditing(undefined);
    else leaveBy(step, editing);
  };

  const leaveBy = (step: Exclude<CommitStep, 'leave'>, cell: Cell) => {
    const here = { place: cell.place, key: cell.key };
    const next =
      step === 'stay' ? undefined : stepped(here, step === 'next' ? 1 : -1, editable, count);
    if (next && rowAt(next.place)) edit(next);
    else go(next ?? here);
  };

  const toggle = (place: number) => {
    const row = rowAt(place);
    if (canEdit && row) edits.change(row, 'is_active', !row.is_active);
  };

  const pick = (place: number, isRange: boolean) => {
    const row = rowAt(place);
    if (!row) return;
    const from = isRange ? (anchor.current ?? place) : place;
    anchor.current = place;
    const [first, last] = [Math.min(from, place), Math.max(from, place)];
    const ids: number[] = [];
    let isWhole = true;
    for (let at = first; at <= last && ids.length <= MAX_PICKED; at++) {
      const each = rowAt(at);
      if (each) ids.push(each.id);
      else isWhole = false;
    }
    const isPicked = isRange || !isSelected(selection, row.id);
    const next = picked(selection, ids, isPicked);
    onSelect(next.selection);
    if (next.isFull || !isWhole) {
      notifyFailed({ id: 'pick', title: t('catalogue.pickLimit', { n: MAX_PICKED }) });
    }
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const cell = cellOf(event.target);
    if (!cell || event.altKey) return;
    const next = moved(cell, event, shape);
    if (next) {
      event.preventDefault();
      go(next);
      return;
    }
    if (event.key === 'Tab' && editing) {
      event.preventDefault();
      leaveBy(event.shiftKey ? 'previous' : 'next', cell);
    } else if (event.key === 'Escape' && editing) {
      setEditing(undefined);
    } else if (press(event, cell)) {
      event.preventDefault();
    }
  };

  /** What a key does in a cell; whether it does something. */
  const press = (event: KeyboardEvent, cell: Cell): boolean => {
    const isEnter = event.key === 'Enter' || event.key === 'F2';
    const isSpace = event.key === ' ';
    if (canEdit && isSpace && (event.shiftKey || cell.key === SELECT)) {
      pick(cell.place, event.shiftKey);
    } else if (isEnter && cell.key === 'name') {
      const row = rowAt(cell.place);
      if (row) void navigate(`/products/${row.id}`);
    } else if ((isEnter || isSpace) && cell.key === 'is_active') {
      toggle(cell.place);
    } else if (isEnter && cell.key === SELECT) {
      pick(cell.place, false);
    } else if (isEnter && editable.includes(cell.key)) {
      edit(cell);
    } else if (/^\d$/.test(event.key) && !event.ctrlKey && !event.metaKey) {
      if (cell.key === 'is_active' || !editable.includes(cell.key)) return false;
      edit(cell, event.key);
    } else {
      return false;
    }
    return true;
  };

  const onClick = (event: MouseEvent) => {
    const cell = cellOf(event.target);
    if (!cell || (event.target instanceof Element && event.target.closest('a, input'))) return;
    if (canEdit && cell.key !== 'is_active' && editable.includes(cell.key)) edit(cell);
    else go(cell);
  };

  const latest = useRef({ commit, toggle, pick });
  latest.current = { commit, toggle, pick };
  const actions = useMemo<RowActions>(
    () => ({
      commit: (text, step) => latest.current.commit(text, step),
      cancel: () => {
        takesFocus.current = true;
        setEditing(undefined);
      },
      toggle: (place) => latest.current.toggle(place),
      pick: (place, isRange) => latest.current.pick(place, isRange),
    }),
    [],
  );
  const forget = useCallback(() => {
    setActive(undefined);
    setEditing(undefined);
    anchor.current = undefined;
  }, []);

  return { active, editing, keys, actions, onKeyDown, onClick, forget };
}

/** The cell something happened in, not in a field within it. */
function cellOf(target: EventTarget): Cell | undefined {
  if (!(target instanceof Element)) return undefined;
  const element = target.closest<HTMLElement>('[data-key]');
  const { place, key } = element?.dataset ?? {};
  return place === undefined || key === undefined ? undefined : { place: Number(place), key };
}

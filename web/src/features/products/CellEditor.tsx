// SPDX-License-Identifier: MIT
// The field in which a price or a number of pieces is typed, in the place of its cell.

import { useEffect, useRef } from 'react';
import classes from './ProductGrid.module.css';

export type CommitStep = 'stay' | 'next' | 'previous' | 'leave';

interface CellEditorProps {
  label: string;
  text: string;
  /** The text was typed, not there before: what follows stands behind it. */
  isTyped: boolean;
  problem: string | undefined;
  onCommit: (text: string, step: CommitStep) => void;
  onCancel: () => void;
}

export function CellEditor(props: CellEditorProps) {
  const { label, text, isTyped, problem, onCommit, onCancel } = props;
  const input = useRef<HTMLInputElement>(null);
  const isDone = useRef(false);
  useEffect(() => {
    isDone.current = false;
    input.current?.focus({ preventScroll: true });
    const end = input.current?.value.length ?? 0;
    input.current?.setSelectionRange(isTyped ? end : 0, end);
  }, [isTyped]);
  const commit = (step: CommitStep) => {
    if (!isDone.current) onCommit(input.current?.value ?? '', step);
  };
  return (
    <>
      <input
        ref={input}
        className={classes.editor}
        inputMode="decimal"
        aria-label={label}
        aria-invalid={problem !== undefined}
        aria-describedby={problem === undefined ? undefined : 'cell-problem'}
        defaultValue={text}
        maxLength={24}
        onBlur={() => commit('leave')}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Escape') {
            isDone.current = true;
            event.preventDefault();
            onCancel();
          } else if (event.key === 'Enter') {
            event.preventDefault();
            commit('stay');
          } else if (event.key === 'Tab') {
            event.preventDefault();
            commit(event.shiftKey ? 'previous' : 'next');
          }
        }}
      />
      {problem !== undefined && (
        <span id="cell-problem" className={classes.problem} role="alert">
          {problem}
        </span>
      )}
    </>
  );
}

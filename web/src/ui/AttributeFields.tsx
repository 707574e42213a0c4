// SPDX-License-Identifier: MIT
// An organisation's own fields of a row, each with its value; nested ones as JSON.

import { ActionIcon, Button, Textarea, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import classes from './AttributeFields.module.css';
import {
  type AttributeField,
  type Attributes,
  attributeField,
  attributeName,
  isAttribute,
  isTree,
  REMOVED,
} from './attributes';
import type { DraftValues } from './draft';

/** What they are called here. */
export interface AttributeWords {
  title: string;
  none: string;
  nested: string;
  add: string;
  newName: string;
  example: string;
  remove: (name: string) => string;
}

/** What is needed of the draft of any form that has attributes. */
interface AttributeDraft {
  values: DraftValues;
  errorOf: (field: AttributeField) => string | undefined;
  leave: (field: AttributeField) => void;
  set: (field: AttributeField, value: string) => void;
}

interface AttributeFieldsProps {
  draft: AttributeDraft;
  words: AttributeWords;
  /** As they are stored: their kinds. */
  known: Attributes;
}

export function AttributeFields({ draft, words, known }: AttributeFieldsProps) {
  const root = useRef<HTMLFieldSetElement>(null);
  const shown = Object.keys(draft.values)
    .filter(isAttribute)
    .filter((field) => draft.values[field] !== REMOVED);
  const focus = (field: string) =>
    requestAnimationFrame(() =>
      root.current?.querySelector<HTMLElement>(`[name="${CSS.escape(field)}"]`)?.focus(),
    );
  return (
    <fieldset ref={root} className={classes.root}>
      <legend className={classes.legend}>{words.title}</legend>
      {shown.length === 0 && <p className={classes.none}>{words.none}</p>}
      {shown.map((field) => {
        const name = attributeName(field);
        const Input = isTree(known[name]) ? Textarea : TextInput;
        return (
          <div key={field} className={classes.row}>
            <Input
              name={field}
              value={String(draft.values[field])}
              error={draft.errorOf(field)}
              onBlur={() => draft.leave(field)}
              onChange={(event) => draft.set(field, event.currentTarget.value)}
              className={classes.value ?? ''}
              label={name}
              maxLength={10_000}
              {...(isTree(known[name]) && {
                autosize: true,
                maxRows: 10,
                spellCheck: false,
                description: words.nested,
              })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size={36}
              aria-label={words.remove(name)}
              onClick={() => draft.set(field, REMOVED)}
            >
              <IconTrash size={17} stroke={1.6} />
            </ActionIcon>
          </div>
        );
      })}
      <NewAttribute
        words={words}
        onAdd={(name) => {
          const field = attributeField(name);
          const value = draft.values[field];
          if (value === undefined || value === REMOVED) draft.set(field, '');
          focus(field);
        }}
      />
    </fieldset>
  );
}

interface NewAttributeProps {
  words: AttributeWords;
  onAdd: (name: string) => void;
}

function NewAttribute({ words, onAdd }: NewAttributeProps) {
  const [name, setName] = useState('');
  const bare = name.trim();
  const add = () => {
    if (bare === '') return;
    setName('');
    onAdd(bare);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return;
    event.preventDefault(); // it would save the row
    add();
  };
  return (
    <div className={classes.row}>
      <TextInput
        className={classes.value ?? ''}
        label={words.newName}
        placeholder={words.example}
        autoComplete="off"
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <Button
        variant="default"
        leftSection={<IconPlus size={15} stroke={1.8} />}
        disabled={bare === ''}
        onClick={add}
      >
        {words.add}
      </Button>
    </div>
  );
}

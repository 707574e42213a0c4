// SPDX-License-Identifier: MIT
// A product's attributes, each with its value; nested ones as JSON.

import { ActionIcon, Button, Textarea, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Draft, textField } from '../../ui/useDraft';
import classes from './AttributeFields.module.css';
import { type Attributes, isTree, REMOVED } from './attributes';
import { attributeField, attributeName, isAttribute, type ProductValues } from './productForm';

interface AttributeFieldsProps {
  draft: Draft<ProductValues>;
  /** As they are stored: their kinds. */
  known: Attributes;
}

export function AttributeFields({ draft, known }: AttributeFieldsProps) {
  const { t } = useTranslation();
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
      <legend className={classes.legend}>{t('productPage.attributes')}</legend>
      {shown.length === 0 && <p className={classes.none}>{t('productPage.noAttributes')}</p>}
      {shown.map((field) => {
        const name = attributeName(field);
        const Input = isTree(known[name]) ? Textarea : TextInput;
        return (
          <div key={field} className={classes.row}>
            <Input
              {...textField(draft, field)}
              className={classes.value ?? ''}
              label={name}
              maxLength={10_000}
              {...(isTree(known[name]) && {
                autosize: true,
                maxRows: 10,
                spellCheck: false,
                description: t('productPage.nested'),
              })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size={36}
              aria-label={t('productPage.removeAttribute', { name })}
              onClick={() => draft.set(field, REMOVED)}
            >
              <IconTrash size={17} stroke={1.6} />
            </ActionIcon>
          </div>
        );
      })}
      <NewAttribute
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

function NewAttribute({ onAdd }: { onAdd: (name: string) => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const bare = name.trim();
  const add = () => {
    if (bare === '') return;
    setName('');
    onAdd(bare);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return;
    event.preventDefault(); // it would save the product
    add();
  };
  return (
    <div className={classes.row}>
      <TextInput
        className={classes.value ?? ''}
        label={t('productPage.newAttribute')}
        placeholder={t('productPage.newAttributeExample')}
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
        {t('productPage.addAttribute')}
      </Button>
    </div>
  );
}

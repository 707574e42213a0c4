// SPDX-License-Identifier: MIT
// The fields of a product, for its page and for whatever else lets one be edited.

import { Autocomplete, Select, Switch, Textarea, TextInput } from '@mantine/core';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Switch.layer.css';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { AttributeFields } from '../../ui/AttributeFields';
import type { Attributes } from '../../ui/attributes';
import { useFormat } from '../../ui/format';
import { MoneyInput } from '../../ui/MoneyInput';
import { parseMoney, useMoney } from '../../ui/money';
import { type Draft, textField } from '../../ui/useDraft';
import { currencyChoices } from '../organization/choices';
import { isCheckDigitRight } from './barcode';
import { marginOf } from './margin';
import classes from './ProductFields.module.css';
import type { ProductValues } from './productForm';
import { useSuggestions } from './productQueries';

interface ProductFieldsProps {
  draft: Draft<ProductValues>;
  known: Attributes;
}

export function ProductFields({ draft, known }: ProductFieldsProps) {
  const { t } = useTranslation();
  const isDoubtful = !isCheckDigitRight(draft.values.barcode.trim());
  return (
    <>
      <Group title={t('productPage.groups.main')}>
        <TextInput {...textField(draft, 'name')} label={t('productPage.fields.name')} required />
        <div className={classes.pair}>
          <TextInput
            {...textField(draft, 'sku')}
            label={t('productPage.fields.sku')}
            required
            autoComplete="off"
            spellCheck={false}
          />
          <TextInput
            {...textField(draft, 'barcode')}
            label={t('productPage.fields.barcode')}
            autoComplete="off"
            inputMode="numeric"
            description={isDoubtful ? t('productPage.checkDigit') : undefined}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
          />
        </div>
        <div className={classes.triple}>
          <Suggested draft={draft} field="brand" />
          <Suggested draft={draft} field="category" />
          <TextInput {...textField(draft, 'model')} label={t('productPage.fields.model')} />
        </div>
        <Switch
          name="is_active"
          label={t('productPage.fields.is_active')}
          description={t('productPage.activeHint')}
          checked={draft.values.is_active}
          error={draft.errorOf('is_active')}
          onChange={(event) => draft.set('is_active', event.currentTarget.checked)}
        />
      </Group>
      <Group title={t('productPage.groups.money')}>
        <MoneyFields draft={draft} />
      </Group>
      <Group title={t('productPage.groups.looks')}>
        <TextInput
          {...textField(draft, 'image_url')}
          label={t('productPage.fields.image_url')}
          type="url"
          autoComplete="off"
          placeholder="https://"
        />
        <Textarea
          {...textField(draft, 'description')}
          label={t('productPage.fields.description')}
          autosize
          minRows={4}
          maxRows={16}
        />
      </Group>
      <section className={classes.group}>
        <AttributeFields
          draft={draft}
          words={{
            title: t('productPage.attributes'),
            none: t('productPage.noAttributes'),
            nested: t('productPage.nested'),
            add: t('productPage.addAttribute'),
            newName: t('productPage.newAttribute'),
            example: t('productPage.newAttributeExample'),
            remove: (name) => t('productPage.removeAttribute', { name }),
          }}
          known={known}
        />
      </section>
    </>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.group} aria-label={title}>
      <h2 className={classes.title}>{title}</h2>
      {children}
    </section>
  );
}

function Suggested({ draft, field }: { draft: Draft<ProductValues>; field: 'brand' | 'category' }) {
  const { t } = useTranslation();
  const facets = useSuggestions().data;
  const found = (field === 'brand' ? facets?.brands : facets?.categories) ?? [];
  const { onChange: _, ...input } = textField(draft, field);
  return (
    <Autocomplete
      {...input}
      label={t(`productPage.fields.${field}`)}
      data={found.flatMap(({ value }) => (value === null ? [] : [value]))}
      limit={50}
      autoComplete="off"
      onChange={(value) => draft.set(field, value)}
    />
  );
}

function MoneyFields({ draft }: { draft: Draft<ProductValues> }) {
  const { t, i18n } = useTranslation();
  const { currency } = draft.values;
  const currencies = useMemo(
    () => currencyChoices(i18n.resolvedLanguage ?? 'ru', currency),
    [i18n.resolvedLanguage, currency],
  );
  const money = (field: 'price' | 'cost') => ({
    name: field,
    label: t(`productPage.fields.${field}`),
    value: draft.values[field],
    error: draft.errorOf(field),
    onBlur: () => draft.leave(field),
    onChange: (text: string) => draft.set(field, text),
  });
  return (
    <>
      <div className={classes.triple}>
        <MoneyInput {...money('price')} required />
        <MoneyInput {...money('cost')} />
        <Select
          name="currency"
          label={t('productPage.fields.currency')}
          data={currencies}
          value={currency}
          error={draft.errorOf('currency')}
          searchable
          allowDeselect={false}
          nothingFoundMessage={t('productPage.nothingFound')}
          onChange={(value) => {
            if (value !== null) draft.set('currency', value);
          }}
        />
      </div>
      <div className={classes.triple}>
        <TextInput
          {...textField(draft, 'stock')}
          label={t('productPage.fields.stock')}
          required
          inputMode="numeric"
          autoComplete="off"
        />
        <Margin {...draft.values} />
      </div>
    </>
  );
}

/** What is left of the price, as it is being typed. */
function Margin({ price, cost, currency }: { price: string; cost: string; currency: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const money = useMoney();
  const from = parseMoney(price);
  const paid = parseMoney(cost);
  const margin = from === undefined || paid === undefined ? undefined : marginOf(from, paid);
  return (
    <div className={classes.margin}>
      <span className={classes.marginLabel}>{t('productPage.margin')}</span>
      <output className={classes.marginValue} data-loss={(margin && margin.sum < 0) || undefined}>
        {margin === undefined
          ? '–'
          : `${money(margin.sum, currency)}${margin.share === undefined ? '' : ` · ${format.percent(margin.share)}`}`}
      </output>
    </div>
  );
}

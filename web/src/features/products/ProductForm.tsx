// SPDX-License-Identifier: MIT
// One product being edited, or a new one. What others save meanwhile is taken in around what was typed; of a field
// that both changed nothing is lost: it is told at once, and saving shows both values. A product that somebody deleted
// meanwhile can be made again of what stands here.

import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Product } from '../../api/types';
import { type Attributes, attributeName, isAttribute, REMOVED } from '../../ui/attributes';
import type { DraftValue } from '../../ui/draft';
import { FormAlert } from '../../ui/FormAlert';
import { FormFrame } from '../../ui/FormFrame';
import { typedMoney } from '../../ui/money';
import { RivalsNote } from '../../ui/RivalsNote';
import { useDraft } from '../../ui/useDraft';
import { useFreshRow } from '../../ui/useFreshRow';
import { useRequestKey } from '../../ui/useRequestKey';
import { ProductFields } from './ProductFields';
import {
  explainProduct,
  type FieldName,
  type ProductValues,
  problemsOf,
  toCreate,
  toPatch,
  valuesFrom,
} from './productForm';
import { createProduct, updateProduct } from './productQueries';

export interface Beginning {
  values: ProductValues;
  /** Of the product that it is a copy of. */
  attributes: Attributes;
}

interface ProductFormProps {
  /** A product as it is stored, or what a new one begins with. */
  subject: Product | Beginning;
  isDeleted?: boolean;
  layout?: 'long' | 'dialog';
  onCancel?: () => void;
  onSaved: (product: Product, isNew: boolean) => void;
  /** What stands in the form now, for what is shown beside it. */
  onChange?: (values: ProductValues, isDirty: boolean) => void;
}

export function ProductForm(props: ProductFormProps) {
  const { subject, isDeleted = false, layout = 'long', onCancel, onSaved, onChange } = props;
  const product = 'revision' in subject ? subject : undefined;
  const { t } = useTranslation();
  const keyFor = useRequestKey();
  const known = useRef(new Map<number, Attributes>());
  const baseOf = (row: Product, shown?: ProductValues) => {
    known.current.set(row.revision, row.attributes);
    return { values: valuesFrom(row, shown), revision: row.revision };
  };
  const isNew = product === undefined || isDeleted;
  const { attributes } = subject;
  const draft = useDraft<ProductValues, Product>({
    first: 'revision' in subject ? baseOf(subject) : { values: subject.values, revision: 0 },
    problems: (values) => problemsOf(t, values, attributes),
    save: (values, base) => {
      if (isNew) {
        const body = toCreate(values, attributes);
        return createProduct(body, keyFor(body));
      }
      const patch = toPatch(values, base.values, known.current.get(base.revision) ?? {});
      return Object.keys(patch).length === 0
        ? Promise.resolve(product)
        : updateProduct(product.id, patch, base.revision);
    },
    valuesOf: (row): ProductValues => baseOf(row as unknown as Product, draft.values).values,
    explain: (error) => explainProduct(t, error),
    onSaved: (saved) => {
      draft.reset(baseOf(saved));
      onSaved(saved, isNew);
    },
  });
  const { isDirty, base, reset, values } = draft;
  useFreshRow(draft, product, baseOf);
  useEffect(() => onChange?.(values, isDirty), [values, isDirty, onChange]);
  const { labelOf, wordsOf } = useFieldWords();
  return (
    <FormFrame
      draft={draft}
      layout={layout}
      submit={t(
        product === undefined
          ? 'productPage.create'
          : isDeleted
            ? 'productPage.createAgain'
            : 'common.save',
      )}
      isIdle={!isDirty && !isNew}
      {...(onCancel
        ? { onCancel }
        : isDirty && !isNew && { cancel: t('draft.revert'), onCancel: () => reset(base) })}
      labelOf={labelOf}
      wordsOf={wordsOf}
    >
      {isDeleted && <FormAlert kind="note">{t('productPage.deletedMeanwhile')}</FormAlert>}
      {!isDeleted && <RivalsNote draft={draft} labelOf={labelOf} wordsOf={wordsOf} />}
      <ProductFields draft={draft} known={attributes} />
    </FormFrame>
  );
}

/** A field and its value as the choice between two people's shows them. */
function useFieldWords() {
  const { t, i18n } = useTranslation();
  return {
    labelOf: (field: string): string =>
      isAttribute(field) ? attributeName(field) : t(`productPage.fields.${field as FieldName}`),
    wordsOf: (field: string, value: DraftValue): string => {
      if (typeof value === 'boolean')
        return t(value ? 'productPage.onSale' : 'productPage.offSale');
      if (value === REMOVED) return t('productPage.removed');
      const isMoney = field === 'price' || field === 'cost';
      return isMoney ? typedMoney(value, i18n.resolvedLanguage ?? 'ru') : value;
    },
  };
}

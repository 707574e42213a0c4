// SPDX-License-Identifier: MIT
// A product for those who may not change it.

import { useTranslation } from 'react-i18next';
import type { Product } from '../../api/types';
import { textOf } from '../../ui/attributes';
import { FactList } from '../../ui/FactList';
import { useFormat } from '../../ui/format';
import { useMoney } from '../../ui/money';

export function ProductFacts({ product }: { product: Product }) {
  const { t } = useTranslation();
  const format = useFormat();
  const money = useMoney();
  const { currency, cost } = product;
  const own = [
    ['name', product.name],
    ['sku', product.sku],
    ['barcode', product.barcode],
    ['brand', product.brand],
    ['category', product.category],
    ['model', product.model],
    ['is_active', t(product.is_active ? 'productPage.onSale' : 'productPage.offSale')],
    ['price', money(product.price, currency)],
    ['cost', cost === null ? null : money(cost, currency)],
    ['stock', format.number(product.stock)],
    ['description', product.description],
  ] as const;
  const attributes = Object.entries(product.attributes);
  return (
    <FactList
      facts={[
        ...own.map(([field, value]) => ({
          label: t(`productPage.fields.${field}`),
          value: value === null || value === '' ? '–' : value,
        })),
        ...attributes.map(([label, value]) => ({ label, value: textOf(value) })),
      ]}
    />
  );
}

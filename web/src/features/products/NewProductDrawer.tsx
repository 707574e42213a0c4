// SPDX-License-Identifier: MIT
// A new product at the side of the table; the same form as on its own page.

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/me';
import type { Product } from '../../api/types';
import { FormDrawer } from '../../ui/FormDrawer';
import { ProductForm } from './ProductForm';
import { emptyValues } from './productForm';

interface NewProductDrawerProps {
  isOpen: boolean;
  onClose: () => void;
  onAdded: (product: Product) => void;
}

export default function NewProductDrawer({ isOpen, onClose, onAdded }: NewProductDrawerProps) {
  const { t } = useTranslation();
  const { currency } = useMe().organization;
  const [subject] = useState({ values: emptyValues(currency), attributes: {} });
  const [isDirty, setDirty] = useState(false);
  const [watch] = useState(() => (_: unknown, isTyped: boolean) => setDirty(isTyped));
  return (
    <FormDrawer isOpen={isOpen} onClose={onClose} title={t('catalogue.add')} isDirty={isDirty}>
      {(close) => (
        <ProductForm
          subject={subject}
          layout="dialog"
          onCancel={close}
          onChange={watch}
          onSaved={(product) => {
            onClose();
            onAdded(product);
          }}
        />
      )}
    </FormDrawer>
  );
}

// SPDX-License-Identifier: MIT
// A picture by its address, or what stands there without one. The other site learns no more than that it is shown.

import { IconPhoto, IconPhotoOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './ProductImage.module.css';

export function ProductImage({ address, name }: { address: string; name: string }) {
  const { t } = useTranslation();
  const [broken, setBroken] = useState<string>();
  if (address !== '' && broken !== address) {
    return (
      <div className={classes.root}>
        <img
          className={classes.image}
          src={address}
          alt={name === '' ? t('productPage.image') : name}
          referrerPolicy="no-referrer"
          decoding="async"
          onError={() => setBroken(address)}
        />
      </div>
    );
  }
  const Icon = address === '' ? IconPhoto : IconPhotoOff;
  return (
    <div className={classes.root}>
      <Icon size={26} stroke={1.4} aria-hidden="true" />
      <span>{t(address === '' ? 'productPage.noImage' : 'productPage.brokenImage')}</span>
    </div>
  );
}

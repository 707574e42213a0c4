// SPDX-License-Identifier: MIT
// A text to be taken along: read-only, selected as a whole by one click, with a button that copies it (which
// browsers permit on https and loopback alone; by hand it works anywhere).

import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './CopyField.module.css';

interface CopyFieldProps {
  label: string;
  value: string;
  onCopied?: () => void;
}

export function CopyField({ label, value, onCopied }: CopyFieldProps) {
  const { t } = useTranslation();
  const { copy, copied } = useClipboard();
  useEffect(() => {
    if (copied) onCopied?.();
  }, [copied, onCopied]);
  return (
    <div>
      <div className={classes.label}>{label}</div>
      <div className={classes.row}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long line scrolls, so the keyboard must reach it */}
        <section className={classes.value} aria-label={label} tabIndex={0}>
          <code onCopy={onCopied}>{value}</code>
        </section>
        <Button
          className={classes.button ?? ''}
          variant="default"
          leftSection={copied ? <IconCheck size={15} /> : <IconCopy size={15} stroke={1.6} />}
          aria-label={`${t('common.copy')}: ${label}`}
          onClick={() => copy(value)}
        >
          {t(copied ? 'common.copied' : 'common.copy')}
        </Button>
      </div>
    </div>
  );
}

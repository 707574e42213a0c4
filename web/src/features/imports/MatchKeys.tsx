// SPDX-License-Identifier: MIT
// By what a row's client is found, and in which order: the first key that any client has decides.

import { ActionIcon, Checkbox } from '@mantine/core';
import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import { IconArrowUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { MATCH_KEYS, type MatchKey } from './entities';
import type { PartProps } from './ImportSettings';
import classes from './MatchKeys.module.css';

export function MatchKeys({ import_, change }: PartProps) {
  const { t } = useTranslation();
  const chosen = import_.match ?? [];
  const others = MATCH_KEYS.filter((key) => !chosen.includes(key));
  const toggle = (key: MatchKey, isOn: boolean) =>
    change({ match: isOn ? [...chosen, key] : chosen.filter((each) => each !== key) });
  const raise = (key: MatchKey) => {
    const at = chosen.indexOf(key);
    const match = [...chosen];
    match.splice(at, 1);
    match.splice(at - 1, 0, key);
    change({ match });
  };
  return (
    <ol className={classes.list} aria-label={t('imports.match')}>
      {[...chosen, ...others].map((key) => {
        const place = chosen.indexOf(key);
        const name = t(`imports.matchKeys.${key}`);
        return (
          <li key={key} className={classes.item}>
            <Checkbox
              label={place < 0 ? name : `${place + 1}. ${name}`}
              checked={place >= 0}
              // Without a key nobody would be found, and everybody made again.
              disabled={place >= 0 && chosen.length === 1}
              onChange={(event) => toggle(key, event.currentTarget.checked)}
            />
            {place > 0 && (
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('imports.matchSooner', { name })}
                onClick={() => raise(key)}
              >
                <IconArrowUp size={16} stroke={1.7} />
              </ActionIcon>
            )}
          </li>
        );
      })}
    </ol>
  );
}

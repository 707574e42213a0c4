// SPDX-License-Identifier: MIT
// Search, platform and health. The health buttons are the board's summary as well: what is wrong is counted
// there before anything is clicked.

import {
  ActionIcon,
  Button,
  CloseButton,
  Kbd,
  Menu,
  TextInput,
  UnstyledButton,
} from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconCheck, IconChevronDown, IconSearch, IconX } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useShell } from '../../ui/AppShell';
import { HEALTHS, type Health } from './board';
import { type Filters, isFiltering, NO_FILTERS } from './filters';
import { HealthDot } from './HealthMark';
import classes from './ModuleFilters.module.css';

interface ModuleFiltersProps {
  filters: Filters;
  platforms: string[];
  counts: Record<Health, number> | undefined;
  onChange: (filters: Filters) => void;
}

export function ModuleFilters({ filters, platforms, counts, onChange }: ModuleFiltersProps) {
  const { t } = useTranslation();
  const { isPhone } = useShell();
  const search = useRef<HTMLInputElement>(null);
  useHotkeys([['slash', () => search.current?.focus(), { usePhysicalKeys: true }]]);
  return (
    <search className={classes.root} aria-label={t('filters.title')}>
      <TextInput
        ref={search}
        className={classes.search ?? ''}
        size="sm"
        aria-label={t('modules.search')}
        aria-keyshortcuts="/"
        placeholder={t('modules.search')}
        value={filters.q}
        maxLength={120}
        leftSection={<IconSearch size={16} stroke={1.7} />}
        rightSection={
          filters.q === '' ? (
            !isPhone && <Kbd size="xs">/</Kbd>
          ) : (
            <CloseButton
              size="sm"
              aria-label={t('filters.clearSearch')}
              onClick={() => onChange({ ...filters, q: '' })}
            />
          )
        }
        onChange={(event) => onChange({ ...filters, q: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          onChange({ ...filters, q: '' });
          event.currentTarget.blur();
        }}
      />
      <PlatformFilter
        platforms={platforms}
        value={filters.platform}
        onChange={(platform) => onChange({ ...filters, platform })}
      />
      <fieldset className={classes.healths} aria-label={t('modules.health')}>
        {HEALTHS.map((health) => (
          <UnstyledButton
            key={health}
            className={classes.health ?? ''}
            aria-pressed={filters.health === health}
            onClick={() =>
              onChange({ ...filters, health: filters.health === health ? null : health })
            }
          >
            <HealthDot health={health} />
            {t(`health.${health}`)}
            <span className={classes.count}>{counts?.[health] ?? '–'}</span>
          </UnstyledButton>
        ))}
      </fieldset>
      {isFiltering(filters) &&
        (isPhone ? (
          <ActionIcon
            size={36}
            aria-label={t('filters.reset')}
            onClick={() => onChange(NO_FILTERS)}
          >
            <IconX size={17} />
          </ActionIcon>
        ) : (
          <Button variant="subtle" color="gray" size="sm" onClick={() => onChange(NO_FILTERS)}>
            {t('filters.reset')}
          </Button>
        ))}
    </search>
  );
}

interface PlatformFilterProps {
  platforms: string[];
  value: string | null;
  onChange: (platform: string | null) => void;
}

function PlatformFilter({ platforms, value, onChange }: PlatformFilterProps) {
  const { t } = useTranslation();
  const all = t('modules.allPlatforms');
  return (
    <Menu position="bottom-start" width={200} loop>
      <Menu.Target>
        <Button
          className={classes.platform ?? ''}
          variant="default"
          justify="space-between"
          rightSection={<IconChevronDown size={15} />}
          aria-label={`${t('modules.platform')}: ${value ?? all}`}
        >
          <span className={classes.platformName}>{value ?? all}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflowY: 'auto' }}>
        {[null, ...platforms].map((platform) => (
          <Menu.Item
            key={platform ?? ''}
            rightSection={platform === value ? <IconCheck size={15} /> : null}
            aria-current={platform === value || undefined}
            onClick={() => onChange(platform)}
          >
            {platform ?? all}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

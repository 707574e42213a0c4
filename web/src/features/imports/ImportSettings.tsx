// SPDX-License-Identifier: MIT
// How the file is read and what its columns mean. Each choice holds at once, here and for whoever opens the import.

import { Radio, Select, Stack, Switch } from '@mantine/core';
import type { TFunction } from 'i18next';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Radio.layer.css';
import '@mantine/core/styles/Stack.layer.css';
import '@mantine/core/styles/Switch.layer.css';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../api/me';
import type { Import, ImportUpdate } from '../../api/types';
import { errorText } from '../../ui/errorText';
import { notifyFailed } from '../../ui/notices';
import { Section } from '../../ui/PageBody';
import { type BulkEntity, resourceOf } from '../operations/entities';
import { DealPlace } from './DealPlace';
import { fieldKey, fieldsOf, hasAttributes, isFieldOf } from './entities';
import classes from './ImportSettings.module.css';
import { MatchKeys } from './MatchKeys';
import { attributeIn, attributeOf, fieldOf, mapped } from './mapping';
import { useChangeImport } from './queries';

const ENCODINGS = ['utf-8', 'windows-1251', 'utf-16le', 'utf-16be'] as const;
const SEPARATORS = [';', ',', '\t', '|'] as const;
const HEADER_ROWS = 10;
const SAMPLES = 3;

export interface PartProps {
  import_: Import;
  change: (body: ImportUpdate) => void;
}

export function ImportSettings({ import_ }: { import_: Import }) {
  const { t } = useTranslation();
  const { id, format } = import_;
  const { mutate } = useChangeImport(id);
  const change = (body: ImportUpdate) =>
    mutate(body, {
      onError: (error) =>
        notifyFailed({
          id: `import-${id}`,
          title: t('imports.changeFailed'),
          text: errorText(t, error),
        }),
    });
  return (
    <>
      <Section title={t('imports.columns')} text={t('imports.columnsText')}>
        <Reading import_={import_} change={change} isCsv={format === 'csv'} />
        <Columns import_={import_} change={change} />
      </Section>
      {import_.entity !== 'product' && (
        <Section title={t('imports.match')} text={t(`imports.of.${import_.entity}.matchText`)}>
          <MatchKeys import_={import_} change={change} />
        </Section>
      )}
      {import_.entity === 'deal' && (
        <Section title={t('imports.place')} text={t('imports.placeText')}>
          <DealPlace import_={import_} change={change} />
        </Section>
      )}
      <Section title={t('imports.options')}>
        <Options import_={import_} change={change} />
      </Section>
    </>
  );
}

function Reading({ import_, change, isCsv }: PartProps & { isCsv: boolean }) {
  const { t } = useTranslation();
  const { encoding, separator, header_row: row } = import_;
  const rows = Array.from({ length: Math.max(HEADER_ROWS, row ?? 0) }, (_, i) => String(i + 1));
  return (
    <div className={classes.reading}>
      {isCsv && (
        <Select
          label={t('imports.encoding')}
          data={ENCODINGS.map((value) => ({ value, label: value.toUpperCase() }))}
          value={encoding}
          allowDeselect={false}
          onChange={(value) => {
            const chosen = ENCODINGS.find((each) => each === value);
            if (chosen) change({ encoding: chosen });
          }}
        />
      )}
      {isCsv && (
        <Select
          label={t('imports.separator')}
          data={SEPARATORS.map((value) => ({
            value,
            label: t(`imports.separators.${SEPARATOR_NAMES[value]}`),
          }))}
          value={separator}
          allowDeselect={false}
          onChange={(value) => {
            const chosen = SEPARATORS.find((each) => each === value);
            if (chosen) change({ separator: chosen });
          }}
        />
      )}
      <Select
        label={t('imports.headerRow')}
        data={[
          { value: '', label: t('imports.noHeader') },
          ...rows.map((value) => ({ value, label: t('imports.headerAt', { row: value }) })),
        ]}
        value={row === null ? '' : String(row)}
        allowDeselect={false}
        onChange={(value) => change({ header_row: value ? Number(value) : null })}
      />
    </div>
  );
}

const SEPARATOR_NAMES = { ';': 'semicolon', ',': 'comma', '\t': 'tab', '|': 'bar' } as const;

function Columns({ import_, change }: PartProps) {
  const { t } = useTranslation();
  const { columns, entity, sample, mapping } = import_;
  return (
    <ul className={classes.columns} aria-label={t('imports.columns')}>
      {columns.map(({ index, name }) => {
        const field = fieldOf(mapping, index);
        const texts = sample.map((row) => row[index] ?? '').filter((text) => text !== '');
        return (
          <li key={index} className={classes.column} data-passed={field === undefined || undefined}>
            <div className={classes.source}>
              <span className={classes.name}>{name}</span>
              <span className={classes.sample}>
                {texts.length === 0
                  ? t('imports.noSample')
                  : texts.slice(0, SAMPLES).map((text, place) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: samples have no identity but their place
                      <code key={place}>{text}</code>
                    ))}
              </span>
            </div>
            <Select
              aria-label={t('imports.fieldOf', { name })}
              data={choicesFor(t, entity, name, field)}
              value={field ?? ''}
              allowDeselect={false}
              searchable
              nothingFoundMessage={t('imports.nothingFound')}
              onChange={(value) =>
                change({ mapping: mapped(mapping, index, value ? value : undefined) })
              }
            />
          </li>
        );
      })}
    </ul>
  );
}

function choicesFor(t: TFunction, entity: BulkEntity, column: string, chosen: string | undefined) {
  const own = hasAttributes(entity) ? attributeOf(column) : undefined;
  const attributes = [...new Set([own, chosen])].filter(
    (field): field is string => field !== undefined && !isFieldOf(entity, field),
  );
  return [
    { value: '', label: t('imports.passOver') },
    ...fieldsOf(entity).map((value) => ({
      value: value as string,
      label: t(fieldKey(entity, value)),
    })),
    ...attributes.map((value) => ({
      value,
      label: t('imports.asAttribute', { name: attributeIn(value) ?? value }),
    })),
  ];
}

function Options({ import_, change }: PartProps) {
  const { t } = useTranslation();
  const can = useCan();
  const { entity } = import_;
  const mayCreate = can(`${resourceOf(entity)}:create`);
  const { create_new: creates, update_existing: updates, empty_clears: clears } = import_;
  return (
    <Stack gap={14}>
      <Switch
        label={t(`imports.of.${entity}.createNew`)}
        description={
          mayCreate
            ? t(`imports.of.${entity}.createNewText`)
            : t(`imports.of.${entity}.mayNotCreate`)
        }
        checked={creates}
        disabled={!mayCreate && !creates}
        onChange={(event) => change({ create_new: event.currentTarget.checked })}
      />
      <Switch
        label={t(`imports.of.${entity}.updateExisting`)}
        description={t(`imports.of.${entity}.updateExistingText`)}
        checked={updates}
        onChange={(event) => change({ update_existing: event.currentTarget.checked })}
      />
      <Switch
        label={t('imports.emptyClears')}
        description={t(`imports.of.${entity}.emptyClearsText`)}
        checked={clears}
        onChange={(event) => change({ empty_clears: event.currentTarget.checked })}
      />
      <Radio.Group
        label={t('imports.onError')}
        value={import_.on_error}
        onChange={(value) => change({ on_error: value === 'stop' ? 'stop' : 'skip' })}
      >
        <Stack gap={8} mt={8}>
          <Radio value="skip" label={t('imports.onErrorSkip')} />
          <Radio value="stop" label={t('imports.onErrorStop')} />
        </Stack>
      </Radio.Group>
    </Stack>
  );
}

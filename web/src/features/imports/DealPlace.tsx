// SPDX-License-Identifier: MIT
// Where deals go that do not say so themselves, and whether their clients may be new.

import { Select, Switch } from '@mantine/core';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Switch.layer.css';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../api/me';
import { pipelineOf, usePipelines } from '../pipelines/queries';
import classes from './DealPlace.module.css';
import type { PartProps } from './ImportSettings';

export function DealPlace({ import_, change }: PartProps) {
  const { t } = useTranslation();
  const can = useCan();
  const pipelines = usePipelines().data ?? [];
  const pipeline = pipelineOf(pipelines, import_.pipeline_id ?? undefined);
  const mayCreate = can('clients:create');
  const creates = import_.create_clients ?? false;
  return (
    <>
      <div className={classes.pair}>
        <Select
          label={t('imports.pipeline')}
          data={pipelines.map(({ id, name }) => ({ value: String(id), label: name }))}
          value={pipeline ? String(pipeline.id) : null}
          allowDeselect={false}
          onChange={(id) => change({ pipeline_id: Number(id), stage_id: null })}
        />
        <Select
          label={t('imports.stage')}
          data={[
            { value: '', label: t('imports.firstStage') },
            ...(pipeline?.stages ?? []).map(({ id, name }) => ({ value: String(id), label: name })),
          ]}
          value={import_.stage_id === null ? '' : String(import_.stage_id)}
          allowDeselect={false}
          onChange={(id) =>
            pipeline && change({ pipeline_id: pipeline.id, stage_id: id ? Number(id) : null })
          }
        />
      </div>
      <Switch
        label={t('imports.createClients')}
        description={t(mayCreate ? 'imports.createClientsText' : 'imports.mayNotCreateClients')}
        checked={creates}
        disabled={!mayCreate && !creates}
        onChange={(event) => change({ create_clients: event.currentTarget.checked })}
      />
    </>
  );
}

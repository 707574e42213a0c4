// SPDX-License-Identifier: MIT
// One pipeline: its stages, and what can be done with it as a whole.

import { Menu } from '@mantine/core';
import { IconPencil, IconStar } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../api/me';
import type { Pipeline } from '../../api/types';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { errorText } from '../../ui/errorText';
import { DeleteItem, MoreMenu } from '../../ui/MoreMenu';
import { notifyDone, notifyFailed } from '../../ui/notices';
import { Section } from '../../ui/PageBody';
import { NewPipelineDialog } from './NewPipelineDialog';
import { deletePipeline, updatePipeline } from './queries';
import { StageList } from './StageList';

export function PipelineSection({ pipeline }: { pipeline: Pipeline }) {
  const { t } = useTranslation();
  return (
    <Section
      title={pipeline.name}
      {...(pipeline.is_default ? { text: t('pipelines.isDefault') } : {})}
      actions={<PipelineMenu pipeline={pipeline} />}
    >
      <StageList pipeline={pipeline} />
    </Section>
  );
}

function PipelineMenu({ pipeline }: { pipeline: Pipeline }) {
  const { t } = useTranslation();
  const can = useCan();
  const [isAsking, setAsking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [renaming, setRenaming] = useState({ key: 0, isOpen: false });
  const { id, name } = pipeline;
  const run = async (change: () => Promise<unknown>, done: string, failed: string) => {
    setBusy(true);
    try {
      await change();
      notifyDone({ id: `pipeline-${id}`, title: done });
    } catch (error) {
      notifyFailed({ id: `pipeline-${id}`, title: failed, text: errorText(t, error) });
    } finally {
      setBusy(false);
      setAsking(false);
    }
  };
  return (
    <>
      <MoreMenu label={t('pipelines.menu', { name })} size={34} width={240}>
        <Menu.Item
          leftSection={<IconPencil size={16} stroke={1.6} />}
          onClick={() => setRenaming(({ key }) => ({ key: key + 1, isOpen: true }))}
        >
          {t('pipelines.rename')}
        </Menu.Item>
        {!pipeline.is_default && (
          <Menu.Item
            leftSection={<IconStar size={16} stroke={1.6} />}
            onClick={() =>
              void run(
                () => updatePipeline(pipeline, { is_default: true }),
                t('pipelines.saved', { name }),
                t('pipelines.saveFailed', { name }),
              )
            }
          >
            {t('pipelines.makeDefault')}
          </Menu.Item>
        )}
        {can('pipelines:delete') && !pipeline.is_default && (
          <DeleteItem label={t('pipelines.delete')} onClick={() => setAsking(true)} />
        )}
      </MoreMenu>
      <ConfirmDialog
        isOpen={isAsking}
        title={t('pipelines.deleteTitle', { name })}
        confirm={t('pipelines.delete')}
        isDangerous
        isBusy={isBusy}
        onClose={() => setAsking(false)}
        onConfirm={() =>
          void run(
            () => deletePipeline(pipeline),
            t('pipelines.deleted', { name }),
            t('pipelines.deleteFailed', { name }),
          )
        }
      >
        {t('pipelines.deleteText')}
      </ConfirmDialog>
      {renaming.key > 0 && (
        <NewPipelineDialog
          key={renaming.key}
          isOpen={renaming.isOpen}
          pipeline={pipeline}
          onClose={() => setRenaming(({ key }) => ({ key, isOpen: false }))}
        />
      )}
    </>
  );
}

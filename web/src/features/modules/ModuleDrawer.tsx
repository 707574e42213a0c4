// SPDX-License-Identifier: MIT
// All about one module: its health now, its history, its settings. Open by address (?module=…), so a link
// to it can be sent; it lives on the board's list and stays live with it.

import { ActionIcon, Button, CopyButton, Drawer, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy, IconPencil, IconUnlink } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isRecord } from '../../api/errors';
import type { Module } from '../../api/types';
import { givesWay } from '../../ui/dialogs';
import { EmptyState } from '../../ui/EmptyState';
import { errorText } from '../../ui/errorText';
import { useFormat } from '../../ui/format';
import { notifyFailed } from '../../ui/notices';
import { RelativeTime } from '../../ui/RelativeTime';
import '../../ui/overlayStyles';
import { useLast } from '../../ui/useLast';
import { useModuleActions } from './actions';
import { healthOf } from './board';
import { FeatureChips } from './FeatureChips';
import { HEALTH_FIELDS } from './form';
import { HealthMark } from './HealthMark';
import classes from './ModuleDrawer.module.css';
import { ModuleHistory } from './ModuleHistory';
import { ModuleMenu } from './ModuleMenu';
import { PlatformTile } from './PlatformTile';
import { useCheckModule } from './queries';
import { useOutcome } from './useOutcome';

interface ModuleDrawerProps {
  isOpen: boolean;
  module: Module | undefined;
  onClose: () => void;
}

export function ModuleDrawer({ isOpen, module: current, onClose }: ModuleDrawerProps) {
  const { t } = useTranslation();
  const last = useLast(current);
  const module = isOpen ? current : last;
  return (
    <Drawer
      {...givesWay}
      opened={isOpen}
      onClose={onClose}
      position="right"
      size={520}
      title={module ? <DrawerTitle module={module} /> : t('drawer.goneTitle')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      classNames={{
        header: classes.header ?? '',
        title: classes.title ?? '',
        body: classes.body ?? '',
      }}
    >
      {module ? (
        <>
          <Now module={module} />
          <ModuleHistory key={module.id} id={module.id} />
          <Details module={module} />
        </>
      ) : (
        <EmptyState
          icon={<IconUnlink size={22} stroke={1.6} />}
          title={t('drawer.goneTitle')}
          text={t('drawer.goneText')}
          actions={<Button onClick={onClose}>{t('drawer.toBoard')}</Button>}
        />
      )}
    </Drawer>
  );
}

function DrawerTitle({ module }: { module: Module }) {
  const { t } = useTranslation();
  return (
    <span className={classes.titleRow}>
      <PlatformTile platform={module.platform} size={36} />
      <span className={classes.names}>
        <span className={classes.name}>{module.name}</span>
        <span className={classes.sub}>
          {[module.platform, module.version, t(`status.${module.status}`)]
            .filter((part) => part !== '')
            .join(' · ')}
        </span>
      </span>
    </span>
  );
}

function Now({ module }: { module: Module }) {
  const { t } = useTranslation();
  const outcome = useOutcome(module);
  const { change } = useModuleActions();
  const check = useCheckModule(module.id);
  const onError = (error: Error) =>
    notifyFailed({
      id: `check-${module.id}`,
      title: t('card.checkFailed', { name: module.name }),
      text: errorText(t, error),
    });
  return (
    <section className={classes.now} aria-label={t('drawer.now')}>
      <div className={classes.buttons}>
        <Button loading={check.isPending} onClick={() => check.mutate(undefined, { onError })}>
          {t('card.check')}
        </Button>
        {change && (
          <>
            <Button
              variant="default"
              leftSection={<IconPencil size={16} stroke={1.6} />}
              onClick={() => change.edit(module)}
            >
              {t('card.edit')}
            </Button>
            <span className={classes.menu}>
              <ModuleMenu module={module} isShort />
            </span>
          </>
        )}
      </div>
      <div className={classes.state} data-health={healthOf(module)}>
        <HealthMark health={healthOf(module)} />
        {outcome !== '' && <span className={classes.outcome}>{outcome}</span>}
        <span className={classes.checked}>
          {module.last_health_check === null ? (
            t('card.neverChecked')
          ) : (
            <RelativeTime at={module.last_health_check} />
          )}
        </span>
        {module.last_error !== null && module.is_healthy === false && (
          <p className={classes.error}>{module.last_error}</p>
        )}
      </div>
      {module.description !== '' && <p className={classes.description}>{module.description}</p>}
    </section>
  );
}

function Details({ module }: { module: Module }) {
  const { t } = useTranslation();
  const format = useFormat();
  const health = isRecord(module.config.health) ? module.config.health : {};
  const settings = HEALTH_FIELDS.filter((field) => typeof health[field] === 'number').map(
    (field) => `${t(`fields.${field}`)}: ${format.number(Number(health[field]))}`,
  );
  return (
    <section className={classes.details} aria-label={t('drawer.details')}>
      <h3 className={classes.heading}>{t('drawer.details')}</h3>
      <dl className={classes.list}>
        <Fact label={t('fields.api_url')} copy={module.api_url}>
          {module.api_url}
        </Fact>
        <Fact label={t('fields.health_endpoint')}>{module.health_endpoint}</Fact>
        {module.features.length > 0 && (
          <Fact label={t('fields.features')}>
            <FeatureChips features={module.features} />
          </Fact>
        )}
        {settings.length > 0 && (
          <Fact label={t('form.checks')}>
            {settings.map((line) => (
              <div key={line}>{line}</div>
            ))}
          </Fact>
        )}
        <Fact label={t('drawer.created')}>{format.dateTime(module.created_at)}</Fact>
        <Fact label={t('drawer.updated')}>{format.dateTime(module.updated_at)}</Fact>
        <Fact label="ID" copy={module.id}>
          <span className={classes.mono}>{module.id}</span>
        </Fact>
      </dl>
    </section>
  );
}

function Fact({ label, copy, children }: { label: string; copy?: string; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className={classes.fact}>
      <dt>{label}</dt>
      <dd>
        <span className={classes.value}>{children}</span>
        {copy !== undefined && (
          <CopyButton value={copy}>
            {({ copied, copy: run }) => (
              <Tooltip label={t(copied ? 'common.copied' : 'common.copy')}>
                <ActionIcon size={24} aria-label={`${t('common.copy')}: ${label}`} onClick={run}>
                  {copied ? <IconCheck size={14} /> : <IconCopy size={14} stroke={1.6} />}
                </ActionIcon>
              </Tooltip>
            )}
          </CopyButton>
        )}
      </dd>
    </div>
  );
}

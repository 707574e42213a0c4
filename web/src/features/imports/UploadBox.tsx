// SPDX-License-Identifier: MIT
// Takes a file, chosen or dropped, sends it and shows how much of it has gone.

import { Button, Progress } from '@mantine/core';
import '@mantine/core/styles/Progress.layer.css';
import { IconFileSpreadsheet } from '@tabler/icons-react';
import { type DragEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText } from '../../ui/errorText';
import { FormAlert } from '../../ui/FormAlert';
import { useFormat } from '../../ui/format';
import type { BulkEntity } from '../operations/entities';
import { fileProblem } from './file';
import { uploadImport } from './queries';
import classes from './UploadBox.module.css';

interface Sending {
  name: string;
  share: number;
  stop: AbortController;
}

interface UploadBoxProps {
  entity: BulkEntity;
  onTaken: (id: string) => void;
}

export function UploadBox({ entity, onTaken }: UploadBoxProps) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const current = useRef<AbortController>(undefined);
  const [sending, setSending] = useState<Sending>();
  const [failure, setFailure] = useState<string>();
  const [isOver, setOver] = useState(false);
  useEffect(() => () => current.current?.abort(), []);

  const send = async (file: File) => {
    const problem = fileProblem(file);
    setFailure(problem && t(`imports.file.${problem}`));
    if (problem) return;
    const stop = new AbortController();
    current.current = stop;
    setSending({ name: file.name, share: 0, stop });
    try {
      const made = await uploadImport(entity, file, stop.signal, (share) =>
        setSending({ name: file.name, share, stop }),
      );
      onTaken(made.id);
    } catch (error) {
      if (!stop.signal.aborted) setFailure(errorText(t, error));
    } finally {
      setSending(undefined);
    }
  };

  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file && !sending) void send(file);
  };

  return (
    <>
      {failure !== undefined && <FormAlert>{failure}</FormAlert>}
      <section
        className={classes.root}
        aria-label={t('imports.choose')}
        data-over={isOver || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        {sending ? (
          <Going {...sending} />
        ) : (
          <>
            <IconFileSpreadsheet size={28} stroke={1.4} aria-hidden="true" />
            <Button onClick={() => input.current?.click()}>{t('imports.choose')}</Button>
            <p className={classes.hint}>{t('imports.drop')}</p>
            <p className={classes.limits}>{t(`imports.of.${entity}.limits`)}</p>
          </>
        )}
        <input
          ref={input}
          hidden
          type="file"
          accept=".csv,.tsv,.txt,.xlsx"
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            event.currentTarget.value = '';
            if (file) void send(file);
          }}
        />
      </section>
    </>
  );
}

function Going({ name, share, stop }: Sending) {
  const { t } = useTranslation();
  const format = useFormat();
  const isSent = share >= 1;
  return (
    <div className={classes.going}>
      <p className={classes.name}>{name}</p>
      <Progress.Root size={8} radius="xl">
        <Progress.Section aria-label={t('imports.sending')} value={share * 100} animated={isSent} />
      </Progress.Root>
      <p className={classes.hint} role="status">
        {isSent
          ? t('imports.looking')
          : `${t('imports.sending')} ${format.percent(Math.floor(share * 100) / 100)}`}
      </p>
      <Button variant="default" onClick={() => stop.abort()}>
        {t('common.cancel')}
      </Button>
    </div>
  );
}

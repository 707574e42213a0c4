// SPDX-License-Identifier: MIT
// One entry: what happened, who did it, when; opened, what each field was and became.

import { Button, UnstyledButton } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/format';
import classes from './AuditEntry.module.css';
import { AuditValue } from './AuditValue';
import { type Line, linesOf, onlyChange } from './entries';
import type { Filters } from './filters';
import type { AuditEvent } from './queries';
import { useAuditWords } from './useAuditWords';

interface AuditEntryProps {
  event: AuditEvent;
  filters: Filters;
  onFilter: (filters: Filters) => void;
}

export function AuditEntry({ event, filters, onFilter }: AuditEntryProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useAuditWords();
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  return (
    <li className={classes.root}>
      <UnstyledButton
        className={classes.head ?? ''}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        <IconChevronRight className={classes.arrow} size={16} aria-hidden="true" />
        <span className={classes.words}>
          <span className={classes.what}>{words.what(event)}</span>
          {event.changed.length > 0 && <Changed event={event} />}
        </span>
        <span className={classes.who}>{words.who(event)}</span>
        <time className={classes.when} dateTime={event.at} title={format.dateTime(event.at)}>
          {format.time(event.at)}
        </time>
      </UnstyledButton>
      {isOpen && (
        <section id={id} className={classes.details} aria-label={words.what(event)}>
          <Lines entity={event.entity} lines={linesOf(event)} isChange={event.changed.length > 0} />
          {event.note !== null && (
            <p className={classes.note}>{t('audit.note', { note: event.note })}</p>
          )}
          <div className={classes.foot}>
            <span className={classes.exact}>
              {format.dateTime(event.at)} · {words.entity(event.entity)}{' '}
              <code>{event.entity_id}</code>
            </span>
            {filters.entityId !== event.entity_id && (
              <Button
                variant="default"
                size="compact-xs"
                onClick={() =>
                  onFilter({ ...filters, entity: event.entity, entityId: event.entity_id })
                }
              >
                {t('audit.allOfThis')}
              </Button>
            )}
            {event.actor !== null && filters.actor !== event.actor && (
              <Button
                variant="default"
                size="compact-xs"
                onClick={() => onFilter({ ...filters, actor: event.actor })}
              >
                {t('audit.allByActor')}
              </Button>
            )}
          </div>
        </section>
      )}
    </li>
  );
}

/** What changed, at a glance: the one change itself, or the names of all. */
function Changed({ event }: { event: AuditEvent }) {
  const words = useAuditWords();
  const line = onlyChange(event);
  return (
    <span className={classes.changed}>
      {line ? (
        <>
          {words.field(line.field, event.entity)}:{' '}
          <AuditValue field={line.field} value={line.before} /> →{' '}
          <AuditValue field={line.field} value={line.after} />
        </>
      ) : (
        event.changed.map((field) => words.field(field, event.entity)).join(', ')
      )}
    </span>
  );
}

interface LinesProps {
  entity: string;
  lines: Line[];
  isChange: boolean;
}

function Lines({ entity, lines, isChange }: LinesProps) {
  const { t } = useTranslation();
  const words = useAuditWords();
  if (lines.length === 0) return <p className={classes.note}>{t('audit.noDetails')}</p>;
  return (
    <dl className={classes.lines}>
      {lines.map(({ field, before, after, isHidden }) => (
        <div key={field} className={classes.line}>
          <dt>{words.field(field, entity)}</dt>
          {isHidden ? (
            <dd className={classes.secret}>{t('audit.hidden')}</dd>
          ) : isChange ? (
            <dd className={classes.change}>
              <del>
                <span className={classes.hiddenWord}>{t('audit.was')} </span>
                <AuditValue field={field} value={before} />
              </del>
              <span className={classes.to} aria-hidden="true">
                →
              </span>
              <ins>
                <span className={classes.hiddenWord}>{t('audit.became')} </span>
                <AuditValue field={field} value={after} />
              </ins>
            </dd>
          ) : (
            <dd>
              <AuditValue field={field} value={after ?? before} />
            </dd>
          )}
        </div>
      ))}
    </dl>
  );
}

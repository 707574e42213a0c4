// SPDX-License-Identifier: MIT
// One deal on the board. Every card has the same rows of the same height, filled or not, so that a column knows where each
// stands without drawing it. A mouse takes the card anywhere, a finger and the keyboard by its grip.

import { IconCalendar, IconGripVertical } from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { BoardCard, StageKind } from '../../api/types';
import type { Grip } from '../../ui/board/useCardDrag';
import { dayIn, daysBetween } from '../../ui/calendar';
import { useNow } from '../../ui/clock';
import { useFormat } from '../../ui/format';
import { initialsOf } from '../../ui/initials';
import { useMoney } from '../../ui/money';
import { useTimeZone } from '../../ui/timeZone';
import { useDealActions } from './actions';
import classes from './DealCard.module.css';
import { DealMenu } from './DealMenu';

const SHOWN_TAGS = 2;

interface DealCardProps {
  card: BoardCard;
  kind: StageKind;
  /** Absent where nobody can take the card by it. */
  grip?: Grip | undefined;
  look?: 'lifted' | 'gap' | undefined;
}

export const DealCard = memo(function DealCard({ card, kind, grip, look }: DealCardProps) {
  const { t } = useTranslation();
  const money = useMoney();
  const { pathOf, change } = useDealActions();
  return (
    <article className={classes.root} data-look={look} aria-label={card.title}>
      <div className={classes.head}>
        {(grip || look === 'lifted') && (
          <button
            type="button"
            ref={grip?.ref}
            className={classes.grip}
            {...grip?.props}
            aria-label={t('dealCard.grip', { title: card.title })}
          >
            <IconGripVertical size={16} stroke={1.7} aria-hidden="true" />
          </button>
        )}
        <Link className={classes.title} to={pathOf(card.id)} title={card.title} draggable={false}>
          {card.title}
        </Link>
        {change && <DealMenu card={card} />}
      </div>
      <span className={classes.client} title={card.client_name ?? undefined}>
        {card.client_name ?? t('dealCard.noClient')}
      </span>
      <div className={classes.middle}>
        <span className={classes.amount}>{money(card.amount, card.currency)}</span>
        <Expected card={card} kind={kind} />
      </div>
      <Foot card={card} />
    </article>
  );
});

/** When it is expected to close; marked where that day has passed and nothing came of it. */
function Expected({ card, kind }: { card: BoardCard; kind: StageKind }) {
  const { t } = useTranslation();
  const format = useFormat();
  const today = dayIn(useTimeZone(), useNow());
  const day = card.expected_close_date;
  if (day === null) return null;
  const isOverdue = kind === 'open' && day < today;
  const words = t(isOverdue ? 'dealCard.overdue' : 'dealCard.expected', {
    day: format.fullDay(day),
  });
  return (
    <span className={classes.expected} data-overdue={isOverdue || undefined} title={words}>
      <IconCalendar size={13} stroke={1.8} aria-hidden="true" />
      <span aria-hidden="true">{format.day(day)}</span>
      <span className={classes.spoken}>{words}</span>
    </span>
  );
}

function Foot({ card }: { card: BoardCard }) {
  const { t } = useTranslation();
  const zone = useTimeZone();
  const days = daysBetween(dayIn(zone, card.stage_entered_at), dayIn(zone, useNow()));
  const stood = days > 0 ? t('dealCard.days', { count: days }) : t('dealCard.today');
  const rest = card.tags.length - SHOWN_TAGS;
  return (
    <div className={classes.foot}>
      <span className={classes.tags} title={card.tags.join(', ') || undefined}>
        {card.tags.slice(0, SHOWN_TAGS).map((tag) => (
          <span key={tag} className={classes.tag}>
            {tag}
          </span>
        ))}
        {rest > 0 && <span className={classes.rest}>+{rest}</span>}
      </span>
      <span className={classes.days} title={t('dealCard.inStage', { days: stood })}>
        {stood}
      </span>
      {card.owner_name !== null && (
        <span
          className={classes.owner}
          role="img"
          title={card.owner_name}
          aria-label={t('dealCard.owner', { name: card.owner_name })}
        >
          {initialsOf(card.owner_name)}
        </span>
      )}
    </div>
  );
}

// SPDX-License-Identifier: MIT
// Entries of the log by the days of the organisation's calendar.

import type { ReactNode } from 'react';
import { useFormat } from '../../ui/format';
import { useTimeZone } from '../../ui/timeZone';
import classes from './DayList.module.css';
import { byDay } from './entries';
import type { AuditEvent } from './queries';

interface DayListProps {
  events: AuditEvent[];
  /** One below that of what they stand in. */
  headingLevel?: 2 | 3;
  children: (event: AuditEvent) => ReactNode;
}

export function DayList({ events, headingLevel = 2, children }: DayListProps) {
  const format = useFormat();
  const zone = useTimeZone();
  const Heading = headingLevel === 2 ? 'h2' : 'h3';
  return byDay(events, zone).map(({ day, events: ofDay }) => (
    <section key={day} aria-label={format.fullDay(day)}>
      <Heading className={classes.day}>{format.fullDay(day)}</Heading>
      <ul className={classes.list}>{ofDay.map(children)}</ul>
    </section>
  ));
}

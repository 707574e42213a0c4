// SPDX-License-Identifier: MIT
// Times as a picker has them ("2026-11-21 18:00:00", by the clocks of the organisation) and as the server has them.

import { clockIn, dayIn, instantOf } from '../../ui/calendar';

/** Of a task that got a day and no time. */
export const END_OF_WORK = '18:00';

/** '' for none. */
export const wallOf = (zone: string, instant: string | null): string =>
  instant === null ? '' : `${dayIn(zone, instant)} ${clockIn(zone, instant)}:00`;

export const instantFrom = (zone: string, wall: string): string | null =>
  wall === '' ? null : instantOf(zone, wall.slice(0, 10), wall.slice(11, 16));

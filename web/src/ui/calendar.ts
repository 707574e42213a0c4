// SPDX-License-Identifier: MIT
// Days and weeks: a day is its name (2026-11-21), so that no clock can move it. Which day a moment belongs to is a
// matter of the time zone; weeks begin on Monday.

/** YYYY-MM-DD */
export type Day = string;

const DAY_MS = 86_400_000;
const DAY = /^\d{4}-\d\d-\d\d$/;
export const DAYS_OF_WEEK = 7;

export function isDay(text: string): boolean {
  return DAY.test(text) && !Number.isNaN(Date.parse(text)) && addDays(text, 0) === text;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  let clock = clocks.get(zone);
  if (!clock) {
    clock = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    clocks.set(zone, clock);
  }
  return clock;
}

/** What the clocks of the zone show at that moment: "2026-11-21T17:05:00". */
function localTime(zone: string, time: string | number): string {
  const parts = clockOf(zone).formatToParts(new Date(time));
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? '00';
  const date = `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`;
  return `${date}T${part('hour')}:${part('minute')}:${part('second')}`;
}

/** The day on which a moment falls. */
export const dayIn = (zone: string, time: string | number): Day =>
  localTime(zone, time).slice(0, 10);

/** The time of the day at a moment, as a field of type "time" has it: HH:MM. */
export const clockIn = (zone: string, time: string | number): string =>
  localTime(zone, time).slice(11, 16);

/** How far the zone's clocks are from UTC at that moment. */
function offsetAt(zone: string, ms: number): number {
  return Date.parse(`${localTime(zone, ms)}Z`) - Math.floor(ms / 1000) * 1000;
}

/** The moment at which the clocks of the zone show that day and time, in UTC. One that they skip is the next they show. */
export function instantOf(zone: string, day: Day, clock = '00:00'): string {
  const shown = Date.parse(`${day}T${clock}:00Z`);
  const guess = shown - offsetAt(zone, shown);
  const exact = shown - offsetAt(zone, guess);
  return new Date(
    offsetAt(zone, exact) === offsetAt(zone, guess) ? exact : Math.max(guess, exact),
  ).toISOString();
}

export function addDays(day: Day, count: number): Day {
  return new Date(Date.parse(day) + count * DAY_MS).toISOString().slice(0, 10);
}

/** From the first to the second; negative where it comes before. */
export const daysBetween = (from: Day, to: Day): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);

/** 0 is Monday. */
export const weekdayOf = (day: Day): number =>
  (new Date(Date.parse(day)).getUTCDay() + DAYS_OF_WEEK - 1) % DAYS_OF_WEEK;

/** The Monday of its week. */
export const weekOf = (day: Day): Day => addDays(day, -weekdayOf(day));

/** The first day of its month. */
export const monthOf = (day: Day): Day => `${day.slice(0, 7)}-01`;

/** The first day of the month so many months later. */
export function addMonths(day: Day, count: number): Day {
  const [year = 0, month = 1] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 + count, 1)).toISOString().slice(0, 10);
}

/** The weeks that a month has a part in, each from Monday to Sunday. */
export function weeksOfMonth(day: Day): Day[][] {
  const next = addMonths(day, 1);
  const weeks: Day[][] = [];
  for (let monday = weekOf(monthOf(day)); monday < next; monday = addDays(monday, DAYS_OF_WEEK)) {
    weeks.push(Array.from({ length: DAYS_OF_WEEK }, (_, at) => addDays(monday, at)));
  }
  return weeks;
}

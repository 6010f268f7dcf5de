/** Time as a number: months since the year 0, so that scales need no dates. */

import type { Outlook, View } from './types';

/** The end of a day in months since the year 0: the end of "2028-12-31" is 2029 times 12. */
export function monthsAt(day: string): number {
  const [year, month, date] = day.split('-').map(Number);
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return year * 12 + month - 1 + date / days;
}

/** The stretch of time that the figures show, in whole years. */
export interface Span {
  from: number;
  to: number;
}

/** A calendar year of a span. */
export interface Year {
  year: number;
  from: number;
  to: number;
}

const LEAD = 6; // months shown before anything runs and after all is settled
const HISTORY = 24; // months of work shown before anything runs, at most

/**
 * Crops empty years: begins shortly before the first load (with some of the work that led to it)
 * and ends when every quantile of every scenario has settled.
 */
export function spanOf(outlook: Outlook): Span {
  const origin = monthsAt(outlook.time[0]) - 1;
  const horizon = origin + outlook.time.length;
  const now = monthsAt(outlook.as_of);
  const loaded = Math.min(now, origin + Math.min(...outlook.views.map(firstLoad)));
  const begun = outlook.views.flatMap((view) => view.timetable.rows.map((row) => row.begun));
  const works = begun.filter((day) => day !== null).map(monthsAt);
  const from = Math.max(loaded - HISTORY, Math.min(loaded - LEAD, ...works));
  const settled = origin + Math.max(...outlook.views.map(lastChange)) + 1;
  const to = Math.max(settled, now, monthsAt(outlook.views[0].timetable.target_day)) + LEAD;
  return {
    from: Math.max(origin, Math.floor(from / 12) * 12),
    to: Math.min(horizon, Math.ceil(to / 12) * 12),
  };
}

function paths({ fan }: View): number[][] {
  return [fan.announced, fan.bands.p05, fan.bands.p95, fan.everything.p10, fan.everything.p90];
}

function firstLoad(view: View): number {
  const firsts = paths(view).map((path) => path.findIndex((load) => load > 0));
  return Math.min(...firsts.map((first) => (first < 0 ? Infinity : first)));
}

function lastChange(view: View): number {
  return Math.max(...paths(view).map((path) => path.findLastIndex((load) => load !== path.at(-1))));
}

/** The years of a span. */
export function years({ from, to }: Span): Year[] {
  const found: Year[] = [];
  for (let start = Math.floor(from / 12) * 12; start < to; start += 12) {
    found.push({ year: start / 12, from: Math.max(start, from), to: Math.min(start + 12, to) });
  }
  return found;
}

/** A year as an axis has room for it: "2029" or "’29". */
export function yearLabel(year: number, width: number): string {
  return width < 36 ? `\u2019${String(year % 100).padStart(2, '0')}` : String(year);
}

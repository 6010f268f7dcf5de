/** What keys mean, wherever they have no meaning of their own. */

import type { Report } from './report.svelte';

export const KEYS: [keys: string, meaning: string][] = [
  ['1 to 9, 0', 'Scenario by its place; 0 is the tenth'],
  ['C', 'Compare with the next scenario, after the last with none'],
  ['\u2190 \u2192', 'Time cursor by a month; with Shift by a year'],
  ['\u2191 \u2193', 'In timetable and map: from line to line'],
  ['Enter', 'Opens a phase; shows what stands behind a number'],
  ['Esc', 'Closes what is open'],
  ['?', 'This list'],
];

/** The part of an event that decides. */
export type Pressed = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'altKey' | 'ctrlKey' | 'metaKey'>;

/** What a key does to the view; null where it is left to the browser. */
export function command(pressed: Pressed, singleKeys: boolean): ((report: Report) => void) | null {
  const { key, shiftKey, altKey, ctrlKey, metaKey } = pressed;
  if (altKey || ctrlKey || metaKey) return null;
  const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
  if (step) return (report) => report.moveBy(shiftKey ? 12 * step : step);
  if (!singleKeys) return null;
  if (/^[0-9]$/.test(key)) return (report) => report.chooseIfThere((Number(key) + 9) % 10);
  if (key === 'c') return (report) => report.compareNext();
  if (key === '?') return (report) => (report.help = true);
  return null;
}

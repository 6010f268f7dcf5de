/** What the calibration says: no validation, since the ranges were chosen to this end. */

import { publication } from './evidence';
import { plural } from './format';
import type { Calibration, Evidence } from './types';

/** The publisher of what nobody else has published. */
export const OWN = 'computed for this programme';

export function title(rows: Calibration[]): string {
  const met = rows.filter((row) => row.met).length;
  return `Calibrated, not validated: ranges of activities were chosen so that dates match; ${met} of ${rows.length} do`;
}

export function subtitle(rows: Calibration[], evidence: Evidence): string {
  const own = rows.filter(({ sources }) =>
    sources.some((key) => publication(evidence, key)?.publisher === OWN),
  ).length;
  const whose = own > 0 ? `; ${plural(own, 'range rests', 'ranges rest')} on what was ${OWN}` : '';
  return `The range each date was fitted to, and the simulated one; met: the median within a month, the tails within two${whose}`;
}

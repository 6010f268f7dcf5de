/** Which figures stand behind an address. */

import type { Evidence, Fact, Publication } from './types';

export interface Found {
  address: string;
  fact: Fact;
}

const MOST = 4;

/** The figure at an address; of an activity its duration; else the first figures below the address. */
export function figuresAt(evidence: Evidence, address: string): Found[] {
  for (const candidate of [address, `${address}.duration`]) {
    if (candidate in evidence.figures) return [{ address: candidate, fact: evidence.figures[candidate] }];
  }
  return Object.entries(evidence.figures)
    .filter(([key]) => address !== '' && key.startsWith(`${address}.`))
    .slice(0, MOST)
    .map(([key, fact]) => ({ address: key, fact }));
}

/** A source by its key, if the report knows it. */
export function publication(evidence: Evidence, key: string): Publication | undefined {
  return evidence.sources.find((source) => source.key === key);
}

/** "ERCOT, 5 Nov 2026" or what there is of it. */
export function imprint(source: Publication): string {
  return [source.publisher, source.date].filter(Boolean).join(', ');
}

/** Which figures stand behind an address. */

import type { Evidence, Fact, Publication } from './types';

export interface Found {
  address: string;
  fact: Fact;
}

/** The figure at an address; of an activity its duration; else the figures below the address, or of a pattern with `*`. */
export function figuresAt(evidence: Evidence, address: string): Found[] {
  if (address === '') return [];
  for (const candidate of [address, `${address}.duration`]) {
    if (candidate in evidence.figures) return [{ address: candidate, fact: evidence.figures[candidate] }];
  }
  const escaped = address.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  const pattern = new RegExp(`^${escaped}${address.includes('*') ? '' : '\\.'}`);
  return Object.entries(evidence.figures)
    .filter(([key]) => pattern.test(key))
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

/** A source in one line; a key where the report knows no more of it. */
export function cited(evidence: Evidence, key: string): string {
  const source = publication(evidence, key);
  return source ? `${source.title} (${imprint(source)})` : key;
}

/** A figure without the keys of its sources, which are named beside it. */
export function bare(text: string): string {
  return text.replace(/ \[[^\]]*\]$/, '');
}

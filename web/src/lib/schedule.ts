/** How the lines of the timetable are laid out. */

import { chance, month, slip } from './format';
import type { Row } from './types';

export interface SiteLine {
  kind: 'site';
  key: string;
  y: number;
  site: string;
  state: string;
  candidate: boolean;
  planned: number;
}

export interface PhaseLine {
  kind: 'phase';
  key: string;
  y: number;
  row: Row;
}

export interface Heights {
  top: number;
  site: number;
  phase: number;
  gap: number;
  /** Of the detail under the phase that is open. */
  detail: number;
}

export interface Layout {
  lines: (SiteLine | PhaseLine)[];
  /** Below the last phase. */
  foot: number;
  /** Where the detail of the open phase begins. */
  detailAt: number | null;
}

/** Phases of the programme first, those of candidates last; else as they come. */
export function ordered(rows: Row[]): Row[] {
  return rows.toSorted((a, b) => Number(a.candidate) - Number(b.candidate));
}

/** A heading for each site, its phases below it, and room for the detail of the open phase. */
export function layout(rows: Row[], open: string | null, heights: Heights): Layout {
  const lines: Layout['lines'] = [];
  let y = heights.top;
  let detailAt: number | null = null;
  rows.forEach((row, i) => {
    if (row.site_id !== rows[i - 1]?.site_id) {
      if (i > 0) y += heights.gap;
      const planned = rows.reduce((sum, r) => (r.site_id === row.site_id ? sum + r.it_power : sum), 0);
      const { site, state, candidate } = row;
      lines.push({ kind: 'site', key: row.site_id, y, site, state, candidate, planned });
      y += heights.site;
    }
    lines.push({ kind: 'phase', key: row.address, y, row });
    y += heights.phase;
    if (row.address === open) {
      detailAt = y;
      y += heights.detail;
    }
  });
  return { lines, foot: y + heights.gap, detailAt };
}

/** Whether the announced date is met: how likely that is, or how it turned out. */
export function meeting(row: Row): string {
  if (row.announced === null || row.announced_chance === null) return '';
  if (row.observed === null) return chance(row.announced_chance);
  return row.observed <= row.announced ? 'met' : 'missed';
}

/** Whether the announced date was missed, or is in more than half of the futures: what the page marks as a gap. */
export function falls(row: Row): boolean {
  if (row.announced === null || row.announced_chance === null) return false;
  return row.observed === null ? row.announced_chance < 0.5 : row.observed > row.announced;
}

/** What is written beside the range of a phase. */
export function remark(row: Row): string {
  if (row.observed !== null) {
    const late = row.slip === null || Math.round(row.slip) === 0 ? '' : `, ${slip(row.slip)}`;
    return `energised ${month(row.observed)}${late}`;
  }
  const parts: string[] = [];
  const asAnnounced = row.p10 === row.p90 && row.slip !== null && Math.round(row.slip) === 0;
  if (asAnnounced) return '';
  if (row.slip !== null) parts.push(slip(row.slip));
  else if (row.p50 !== null) parts.push(month(row.p50));
  if (row.candidate) parts.push('if agreed');
  if (row.never >= 0.005) parts.push(`never in ${chance(row.never)}`);
  return parts.join(', ');
}

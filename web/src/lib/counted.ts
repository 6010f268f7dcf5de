/** Why scenarios announce different sums: which phases each of them counts. */

import { listed, plural, power } from './format';
import { drawnIn } from './drawn';
import type { Row, View } from './types';

const MOST = 3; // campuses named

/** Phases whose announced date, or that taken for one, lies by `day`. */
function dated(view: View, day: string): Row[] {
  return view.timetable.rows.filter(
    ({ announced, candidate }) => announced !== null && announced <= day && !candidate,
  );
}

/** Campuses with phases counted in `view` and not in `base`, largest first, with their IT load: "Piketon (571 MW)". */
export function beyond(view: View, base: View, day: string): string[] {
  const known = new Set(dated(base, day).map(({ address }) => address));
  const sizes = new Map<string, number>();
  for (const { address, site, it_power } of dated(view, day)) {
    if (!known.has(address)) sizes.set(site, (sizes.get(site) ?? 0) + it_power);
  }
  const sites = [...sizes].toSorted(([, a], [, b]) => b - a);
  const few = sites.length <= MOST ? sites : sites.slice(0, MOST - 1);
  const rest = sites.slice(few.length);
  const size = rest.reduce((sum, [, each]) => sum + each, 0);
  return [
    ...few.map(([site, each]) => `${site} (${power(each)})`),
    ...(rest.length > 0 ? [`${plural(rest.length, 'campus', 'campuses')} more (${power(size)})`] : []),
  ];
}

/** For each scenario that takes dates at their word: whose they are, and what it counts beyond `base`. */
export function words(views: View[], base: View): string {
  const sentences = views.flatMap((view) => {
    if (drawnIn(view) !== 'nothing') return [];
    const more = beyond(view, base, view.gap.day);
    const counts = more.length > 0 ? `It counts, beyond ${base.title}: ${listed(more)}.` : '';
    return [`${view.title}: ${view.fan.said_by}`, counts];
  });
  return sentences.filter(Boolean).join(' ');
}

/** What a scenario's futures are, and so what may be said of them: `stargate.reports.drawn`. */

import type { View } from './types';

/** `nothing`: dates are taken at their word. Ranges and chances are said of `many` only. */
export type Drawn = 'nothing' | 'one' | 'many';

export function drawnIn({ basis, futures }: Pick<View, 'basis' | 'futures'>): Drawn {
  if (basis === 'announced') return 'nothing';
  return futures > 1 ? 'many' : 'one';
}

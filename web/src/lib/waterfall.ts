/** Steps that add up, as bars of which each begins where the one before it ends. */

import type { Step } from './types';

export type Measure = 'months' | 'load';

export interface Bar {
  step: Step;
  kind: 'optimism' | 'group' | 'member' | 'sum';
  from: number;
  to: number;
  error: number;
}

const MOST = 6; // members of a group that stand below it

/** The bars of all steps, with the members of the group `opened` below it; the last step is the sum of the others. */
export function waterfall(steps: Step[], measure: Measure, opened: string): Bar[] {
  const bars: Bar[] = [];
  let at = 0;
  for (const [i, step] of steps.entries()) {
    const isSum = i === steps.length - 1;
    const from = isSum ? 0 : at;
    const kind = isSum ? 'sum' : i === 0 ? 'optimism' : 'group';
    bars.push(barOf(step, kind, measure, from));
    if (kind === 'group' && step.name === opened) bars.push(...inside(step.members, measure, from));
    at = from + step[measure];
  }
  return bars;
}

function inside(members: Step[], measure: Measure, from: number): Bar[] {
  let at = from;
  return shortened(members).map((member) => {
    const bar = barOf(member, 'member', measure, at);
    at = bar.to;
    return bar;
  });
}

/** The first members, and all others as one; its error is not known, because theirs belong together. */
function shortened(members: Step[]): Step[] {
  if (members.length <= MOST) return members;
  const others = members.slice(MOST - 1);
  const sum = (measure: Measure) => others.reduce((total, member) => total + member[measure], 0);
  const rest: Step = {
    address: '',
    name: `${others.length} others`,
    months: sum('months'),
    months_error: 0,
    load: sum('load'),
    load_error: 0,
    members: [],
  };
  return [...members.slice(0, MOST - 1), rest];
}

function barOf(step: Step, kind: Bar['kind'], measure: Measure, from: number): Bar {
  const error = measure === 'months' ? step.months_error : step.load_error;
  return { step, kind, from, to: from + step[measure], error };
}

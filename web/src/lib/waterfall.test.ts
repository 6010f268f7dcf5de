import { expect, test } from 'vitest';
import type { Step } from './types';
import { waterfall } from './waterfall';

const step = (name: string, months: number, members: Step[] = []): Step => ({
  address: '',
  name,
  months,
  months_error: 0.1,
  load: 100 * months,
  load_error: 3,
  members,
});
const many = Array.from({ length: 8 }, (_, i) => step(`m${i}`, 0.25));
const steps = [step('Optimism', 2), step('Grid', 3, many), step('Risks', -1), step('Mean', 4)];

test('bars begin where the one before ends, and the last is the sum', () => {
  const bars = waterfall(steps, 'months', '');
  expect(bars.map(({ from, to }) => [from, to])).toEqual([
    [0, 2],
    [2, 5],
    [5, 4],
    [0, 4],
  ]);
  expect(bars.map(({ kind }) => kind)).toEqual(['optimism', 'group', 'group', 'sum']);
  expect(waterfall(steps, 'load', '').map(({ to, error }) => [to, error])).toEqual([
    [200, 3],
    [500, 3],
    [400, 3],
    [400, 3],
  ]);
});

test('members stand below their group, the small ones together, and end where it ends', () => {
  const bars = waterfall(steps, 'months', 'Grid');
  const members = bars.filter(({ kind }) => kind === 'member');
  expect(members.map(({ step }) => step.name)).toEqual(['m0', 'm1', 'm2', 'm3', 'm4', '3 others']);
  expect(members[0].from).toBe(2);
  expect(members.at(-1)!.to).toBeCloseTo(bars[1].to - 1);
  expect(bars.find(({ step }) => step.name === 'Risks')!.from).toBe(5);
});

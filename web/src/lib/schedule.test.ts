import { expect, it } from 'vitest';
import { falls, meeting } from './schedule';
import type { Row } from './types';

const row = (more: Partial<Row>) =>
  ({ announced: '2027-06-30', announced_chance: 0.5, observed: null, ...more }) as Row;

it('marks what is missed, or mostly missed, and nothing else', () => {
  expect(falls(row({ announced_chance: 0.004 }))).toBe(true);
  expect(falls(row({ announced_chance: 0.83 }))).toBe(false);
  expect(falls(row({ announced: null, announced_chance: null }))).toBe(false);
  const met = row({ announced_chance: 1, observed: '2027-05-31' });
  const missed = row({ announced_chance: 0, observed: '2027-08-31' });
  expect([met, missed].map((each) => [meeting(each), falls(each)])).toEqual([
    ['met', false],
    ['missed', true],
  ]);
});

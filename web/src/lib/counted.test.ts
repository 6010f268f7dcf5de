import { expect, it } from 'vitest';
import { beyond, words } from './counted';
import type { Row, View } from './types';

const row = (site: string, more: Partial<Row> = {}) =>
  ({
    address: `sites.${site}`,
    site,
    it_power: 500,
    announced: '2028-06-30',
    candidate: false,
    ...more,
  }) as Row;
const view = (title: string, basis: string, rows: Row[]) =>
  ({
    title,
    basis,
    futures: basis === 'announced' ? 1 : 100,
    gap: { day: '2028-12-31' },
    fan: { said_by: 'The dates are theirs.' },
    timetable: { rows },
  }) as View;

const base = view('Base case', 'activities', [
  row('North'),
  row('South', { announced: null }),
  row('East', { candidate: true }),
]);
const word = view('Word', 'announced', [row('North'), row('South', { it_power: 1750 }), row('East')]);

it('names what a word taken counts beyond the first scenario', () => {
  expect(beyond(word, base, '2028-12-31')).toEqual(['South (1.8 GW)', 'East (500 MW)']);
  expect(beyond(word, base, '2028-01-31')).toEqual([]);
  const many = view(
    'Many',
    'announced',
    ['A', 'B', 'C', 'D'].map((site) => row(site)),
  );
  expect(beyond(many, base, '2028-12-31')).toEqual(['A (500 MW)', 'B (500 MW)', '2 campuses more (1.0 GW)']);
});

it('says whose word it is, of scenarios that take one', () => {
  expect(words([base, word], base)).toBe(
    'Word: The dates are theirs. It counts, beyond Base case: South (1.8 GW) and East (500 MW).',
  );
  expect(words([base], base)).toBe('');
});

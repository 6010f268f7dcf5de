import { describe, expect, it } from 'vitest';
import { bare, figuresAt } from './evidence';
import type { Evidence, Fact } from './types';

const fact: Fact = {
  name: '',
  text: '',
  kind: 'sourced',
  mode: '',
  sources: [],
  where: '',
  earlier: [],
  classes: [],
};
const keys = [
  'sites.a.phases.one.it_power',
  'sites.ab.phases.one.it_power',
  'sites.a.activities.land.duration',
];
const evidence = { figures: Object.fromEntries(keys.map((key) => [key, fact])) } as unknown as Evidence;
const found = (address: string) => figuresAt(evidence, address).map(({ address: key }) => key);

describe('figuresAt', () => {
  it('gives the figure, or the duration of an activity', () => {
    expect(found(keys[0])).toEqual([keys[0]]);
    expect(found('sites.a.activities.land')).toEqual([keys[2]]);
  });
  it('gives what lies below, and not what is spelt alike', () => {
    expect(found('sites.a')).toEqual([keys[0], keys[2]]);
  });
  it('reads patterns', () => {
    expect(found('sites.*.it_power')).toEqual([keys[0], keys[1]]);
  });
  it('finds nothing for nothing', () => {
    expect(found('')).toEqual([]);
    expect(found('sites.(')).toEqual([]);
  });
});

describe('bare', () => {
  it('leaves the keys of sources out', () => {
    expect(bare('15 to 19 USD bn [ft-2025, x]')).toBe('15 to 19 USD bn');
    expect(bare('12 MW')).toBe('12 MW');
  });
});

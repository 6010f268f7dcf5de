import { describe, expect, it } from 'vitest';
import * as format from './format';

describe('power', () => {
  it('changes its unit at a gigawatt', () => {
    expect(format.power(5060)).toBe('5.1 GW');
    expect(format.power(999.4)).toBe('999 MW');
    expect(format.power(999.5)).toBe('1.0 GW');
  });

  it('says the unit of a range and of a part once', () => {
    expect(format.powerPair(2540, 4100)).toBe('2.5 to 4.1 GW');
    expect(format.powerOf(512, 843)).toBe('512 of 843 MW');
    expect(format.powerOf(512, 1750)).toBe('0.5 of 1.8 GW');
  });

  it('gives changes a sign, and none to nothing', () => {
    expect(format.powerChange(-820, 1300)).toBe('\u22120.82');
    expect(format.powerChange(47.2, 66)).toBe('+47');
    expect(format.powerChange(-0.2, 66)).toBe('0');
  });

  it('marks axes with no more decimals than they need', () => {
    expect(format.powerTicks([0, 1000, 2000], 2000)).toEqual(['0', '1', '2']);
    expect(format.powerTicks([0, 500, 1000], 1000)).toEqual(['0.0', '0.5', '1.0']);
    expect(format.powerTicks([0, 100], 528)).toEqual(['0', '100']);
  });
});

describe('chance', () => {
  it('is never nought and never certain', () => {
    expect([0, 0.0049, 0.256, 0.995, 1].map(format.chance)).toEqual(['<1%', '<1%', '26%', '>99%', '>99%']);
  });
});

describe('words', () => {
  it('says dates', () => {
    expect(format.month('2028-12-31')).toBe('Dec 2028');
    expect(format.longDay('2026-11-02')).toBe('2 Nov 2026');
    expect(format.monthOrNever(null)).toBe('never');
  });

  it('says how late', () => {
    expect([14.2, 0.3, -3].map(format.slip)).toEqual(['+14 mo', 'on time', '\u22123 mo']);
    expect([1.54, -0.04].map(format.signedMonths)).toEqual(['+1.5', '0.0']);
  });

  it('says changes', () => {
    expect([-1204, 30.4, -0.2].map((change) => format.signed(change, 0))).toEqual([
      '\u22121,204',
      '+30',
      '0',
    ]);
    expect([-3.14, null].map((change) => format.signed(change, 1))).toEqual(['\u22123.1', '\u2013']);
    expect(format.typeset('-1.2 GW by 2026-03-31')).toBe('\u22121.2 GW by 2026-03-31');
  });

  it('lists names', () => {
    expect([[], ['a'], ['a', 'b', 'c']].map(format.listed)).toEqual(['', 'a', 'a, b and c']);
  });

  it('says money', () => {
    expect([263.4, 9.94, 0.01, 0].map(format.money)).toEqual([
      'USD 263 bn',
      'USD 9.9 bn',
      'USD <0.1 bn',
      'USD 0.0 bn',
    ]);
  });

  it('keeps numbers and units together', () => {
    expect(format.tied('80%: 2.5 to 4.1 GW, USD 16 bn')).toBe(
      '80%: 2.5\u00a0to\u00a04.1\u00a0GW, USD\u00a016\u00a0bn',
    );
  });
});

describe('rounded', () => {
  it('keeps three digits that count, thousands apart, and a true minus', () => {
    expect(format.rounded(0.012_34)).toBe('0.0123');
    expect(format.rounded(5_951.4)).toBe('5,950');
    expect(format.rounded(-2.04)).toBe('\u22122.04');
    expect(format.rounded(-0)).toBe('0');
  });
});

describe('inside', () => {
  it('lowers the first letter of words, and of no name', () => {
    expect(format.inside('Companies that hold chips')).toBe('companies that hold chips');
    expect(format.inside('Landlords')).toBe('landlords');
    expect(format.inside('Port Washington, landlord')).toBe('Port Washington, landlord');
    expect(format.inside('Nvidia')).toBe('Nvidia');
  });
});

import { describe, expect, it } from 'vitest';
import { links, sankey } from './sankey';
import type { Payments } from './types';

const payments: Payments = {
  id: '',
  name: 'All',
  title: '',
  years: [2027, 2028],
  parties: [
    { name: 'Offtaker', place: 0 },
    { name: 'Owner', place: 0 },
    { name: 'Cloud', place: 1 },
    { name: 'Landlord', place: 2 },
    { name: 'Supplier', place: 3 },
    { name: 'Lender', place: 3 },
  ],
  paid: [
    { payer: 0, payee: 2, words: 'computing', by_year: [0, 10] },
    { payer: 1, payee: 2, words: 'calls', by_year: [4, 0] },
    { payer: 1, payee: 2, words: 'support', by_year: [1, 0] },
    { payer: 1, payee: 3, words: 'calls', by_year: [2, 0] },
    { payer: 2, payee: 3, words: 'rent', by_year: [0, 3] },
    { payer: 2, payee: 4, words: 'chips', by_year: [5, 0] },
    { payer: 3, payee: 5, words: 'interest', by_year: [0, 3] },
  ],
};
const frame = { width: 900, margin: 150, tall: 300, bar: 10, room: () => 20 };

describe('links', () => {
  it('adds up all years, and several reasons of the same two parties', () => {
    const all = links(payments, null);
    expect(all[0]).toEqual({ payer: 0, payee: 2, words: ['computing'], amount: 10 });
    expect(all.find(({ payer, payee }) => payer === 1 && payee === 2)).toEqual({
      payer: 1,
      payee: 2,
      words: ['calls', 'support'],
      amount: 5,
    });
    expect(all.map(({ amount }) => amount)).toEqual([10, 5, 5, 3, 3, 2]);
  });

  it('takes one year alone', () => {
    expect(links(payments, 2027).map(({ amount }) => amount)).toEqual([5, 5, 2]);
  });
});

describe('sankey', () => {
  const { blocks, bands, height } = sankey(payments, null, frame);

  it('draws every party once, in its column, as high as what it pays or is paid', () => {
    expect(blocks.map(({ name }) => name).sort()).toEqual(payments.parties.map(({ name }) => name).sort());
    const cloud = blocks.find(({ name }) => name === 'Cloud')!;
    expect(cloud.amount).toBe(15);
    const landlord = blocks.find(({ name }) => name === 'Landlord')!;
    expect(landlord.height / cloud.height).toBeCloseTo(5 / 15);
    expect(new Set(blocks.map(({ x }) => x)).size).toBe(4);
  });

  it('keeps parties of a column apart and within the drawing', () => {
    for (const a of blocks) {
      expect(a.top).toBeGreaterThanOrEqual(0);
      expect(a.top + a.height).toBeLessThanOrEqual(height);
      for (const b of blocks) {
        if (a !== b && a.x === b.x) {
          expect(Math.abs(a.top + a.height / 2 - b.top - b.height / 2)).toBeGreaterThanOrEqual(20);
        }
      }
    }
  });

  it('ends bands within the parties they join', () => {
    for (const { payer, payee, from, to, thickness } of bands) {
      const [a, b] = [payer, payee].map((name) => blocks.find((block) => block.name === name)!);
      expect(from[0]).toBeCloseTo(a.x + frame.bar);
      expect(to[0]).toBeCloseTo(b.x);
      expect(from[1] - thickness / 2).toBeGreaterThanOrEqual(a.top - 1);
      expect(to[1] + thickness / 2).toBeLessThanOrEqual(b.top + b.height + 1);
    }
  });

  it('leads a band that passes a column around its parties', () => {
    const bypass = bands.find(({ payer, payee }) => payer === 'Owner' && payee === 'Landlord')!;
    const cloud = blocks.find(({ name }) => name === 'Cloud')!;
    const y = Number(bypass.path.split('C')[1].split(',')[5]);
    const clear =
      y + bypass.thickness / 2 <= cloud.top || y - bypass.thickness / 2 >= cloud.top + cloud.height;
    expect(clear).toBe(true);
  });

  it('tells together those who are paid little', () => {
    const many: Payments = {
      ...payments,
      parties: [...payments.parties, { name: 'A', place: 3 }, { name: 'B', place: 3 }],
      paid: [
        ...payments.paid,
        { payer: 2, payee: 6, words: 'x', by_year: [0.01, 0] },
        { payer: 2, payee: 7, words: 'y', by_year: [0.02, 0] },
      ],
    };
    const found = sankey(many, null, frame);
    expect(found.blocks.map(({ name }) => name)).toContain('2 others');
    expect(found.bands.find(({ payee }) => payee === '2 others')!.amount).toBeCloseTo(0.03);
  });

  it('is empty where nobody pays', () => {
    expect(sankey({ ...payments, paid: [] }, null, frame)).toEqual({ blocks: [], bands: [], height: 0 });
  });
});

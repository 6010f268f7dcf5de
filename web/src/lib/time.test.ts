import { expect, it } from 'vitest';
import { monthsAt, yearLabel, years } from './time';

it('counts months to the end of a day', () => {
  expect(monthsAt('2028-12-31')).toBe(2029 * 12);
  expect(monthsAt('2028-02-29')).toBe(2028 * 12 + 2);
  expect(monthsAt('2028-01-15')).toBeCloseTo(2028 * 12 + 15 / 31);
});

it('cuts a span into years', () => {
  expect(years({ from: 2024 * 12 + 6, to: 2026 * 12 })).toEqual([
    { year: 2024, from: 2024 * 12 + 6, to: 2025 * 12 },
    { year: 2025, from: 2025 * 12, to: 2026 * 12 },
  ]);
});

it('shortens years where there is no room', () => {
  expect([yearLabel(2029, 60), yearLabel(2029, 30)]).toEqual(['2029', '\u201929']);
});

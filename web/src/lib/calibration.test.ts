import { expect, it } from 'vitest';
import { OWN, subtitle, title } from './calibration';
import type { Calibration, Evidence } from './types';

const row = (met: boolean, ...sources: string[]) => ({ met, sources }) as Calibration;
const evidence = {
  sources: [
    { key: 'own', publisher: OWN },
    { key: 'other', publisher: 'Epoch AI' },
  ],
} as Evidence;

it('does not pass a fit off as a test', () => {
  expect(title([row(true), row(false)])).toBe(
    'Calibrated, not validated: ranges of activities were chosen so that dates match; 1 of 2 do',
  );
});

it('counts the ranges that nobody else gives', () => {
  expect(subtitle([row(true, 'other'), row(true, 'other', 'own')], evidence)).toMatch(
    /; 1 range rests on what was computed for this programme$/,
  );
  expect(subtitle([row(true, 'other')], evidence)).toMatch(/within two$/);
});

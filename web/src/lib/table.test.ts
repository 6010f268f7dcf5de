import { expect, it } from 'vitest';
import { csv, isNumeric } from './table';

const table = {
  columns: ['Name', 'IT load [MW]'],
  rows: [
    ['A "big", one', 1.5],
    ['B', null],
  ],
};

it('writes fields as RFC 4180 has them', () => {
  expect(csv(table)).toBe('Name,IT load [MW]\r\n"A ""big"", one",1.5\r\nB,\r\n');
});

it('knows columns of numbers', () => {
  expect([isNumeric(table, 0), isNumeric(table, 1)]).toEqual([false, true]);
});

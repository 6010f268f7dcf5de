import { expect, it } from 'vitest';
import { drawnIn } from './drawn';

it('tells dates taken at their word from one future drawn', () => {
  expect(drawnIn({ basis: 'announced', futures: 1 })).toBe('nothing');
  expect(drawnIn({ basis: 'activities', futures: 1 })).toBe('one');
  expect(drawnIn({ basis: 'activities', futures: 2 })).toBe('many');
});

import { describe, expect, it } from 'vitest';
import { command, type Pressed } from './keys';
import type { Report } from './report.svelte';

const done = (pressed: Partial<Pressed>, singleKeys = true) => {
  const calls: unknown[] = [];
  const report = {
    moveBy: (months: number) => calls.push(['move', months]),
    chooseIfThere: (index: number) => calls.push(['choose', index]),
    compareNext: () => calls.push(['compare']),
  } as unknown as Report;
  const none = { key: '', shiftKey: false, altKey: false, ctrlKey: false, metaKey: false };
  command({ ...none, ...pressed }, singleKeys)?.(report);
  return calls;
};

describe('command', () => {
  it('moves the cursor by months and years', () => {
    expect(done({ key: 'ArrowLeft' })).toEqual([['move', -1]]);
    expect(done({ key: 'ArrowRight', shiftKey: true })).toEqual([['move', 12]]);
  });
  it('chooses and compares scenarios', () => {
    expect(done({ key: '2' })).toEqual([['choose', 1]]);
    expect(done({ key: 'c' })).toEqual([['compare']]);
  });
  it('leaves what belongs to the browser alone', () => {
    expect(done({ key: 'ArrowLeft', altKey: true })).toEqual([]);
    expect(done({ key: 'c', ctrlKey: true })).toEqual([]);
    expect(done({ key: '1', metaKey: true })).toEqual([]);
    expect(done({ key: ' ' })).toEqual([]);
  });
  it('can be told to take no single keys', () => {
    expect(done({ key: 'c' }, false)).toEqual([]);
    expect(done({ key: 'ArrowLeft' }, false)).toEqual([['move', -1]]);
  });
});

import { geoAlbersUsa } from 'd3-geo';
import { expect, test } from 'vitest';
import { locate, outline } from './outline';

const project = geoAlbersUsa().scale(1300).translate([487.5, 305]); // as us-atlas has it

test.each([
  ['Abilene', -99.73, 32.45],
  ['Port Washington', -87.88, 43.39],
  ['Miami', -80.19, 25.76],
  ['Seattle', -122.33, 47.61],
  ['Bangor', -68.77, 44.8],
])('%s lies where the atlas has it', (_, longitude, latitude) => {
  const [x, y] = project([longitude, latitude])!;
  const [mineX, mineY] = locate(longitude, latitude)!;
  expect(mineX + outline.left).toBeCloseTo(x, 6);
  expect(mineY + outline.top).toBeCloseTo(y, 6);
});

test.each([
  ['Anchorage', -149.9, 61.22],
  ['Honolulu', -157.86, 21.31],
  ['Oslo', 10.75, 59.91],
  ['Abu Dhabi', 54.37, 24.45],
])('%s is on no map of the mainland', (_, longitude, latitude) => {
  expect(locate(longitude, latitude)).toBeNull();
});

test('the outline is drawn, and small', () => {
  expect(outline.land).toMatch(/^M[-\d.,]+l/);
  expect(outline.width / outline.height).toBeCloseTo(1.6, 1);
  expect(outline.land.length + outline.borders.length).toBeLessThan(25_000);
});

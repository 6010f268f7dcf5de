import { expect, it } from 'vitest';
import { dodge, labelsFor, spread } from './placement';

it('leaves alone what does not overlap', () => {
  const slots = [10, 50, 90].map((at) => ({ at, size: 16 }));
  expect(spread(slots, 0, 100)).toEqual([10, 50, 90]);
});

it('spreads what overlaps, within bounds', () => {
  const slots = [50, 50, 98].map((at) => ({ at, size: 20 }));
  const [a, b, c] = spread(slots, 0, 100);
  expect(b - a).toBeGreaterThanOrEqual(20);
  expect(c - b).toBeGreaterThanOrEqual(20);
  expect(c).toBeLessThanOrEqual(90);
});

it('moves neighbours apart, even from one place', () => {
  const bubbles = [0, 0, 5].map((x) => ({ x, y: 0, radius: 10 }));
  const moved = dodge(bubbles, 2);
  for (let i = 0; i < 3; i++) {
    for (let j = i + 1; j < 3; j++) {
      const distance = Math.hypot(moved[i].x - moved[j].x, moved[i].y - moved[j].y);
      expect(distance).toBeGreaterThan(19);
    }
  }
});

it('keeps labels inside the frame', () => {
  const bubbles = [
    { x: 95, y: 50, radius: 5, width: 40, height: 20 },
    { x: 5, y: 50, radius: 5, width: 40, height: 20 },
  ];
  const labels = labelsFor(bubbles, bubbles, { left: 0, right: 100, top: 0, bottom: 100 });
  expect(labels.map(({ anchor }) => anchor)).toEqual(['end', 'start']);
});

it('leaves a gap between every two of a crowd', () => {
  const crowd = [
    { x: 100, y: 100, radius: 18 },
    { x: 104, y: 96, radius: 25 },
    { x: 110, y: 108, radius: 19 },
    { x: 90, y: 104, radius: 6 },
  ];
  const moved = dodge(crowd, 7);
  moved.forEach((a, i) =>
    moved.slice(i + 1).forEach((b) => {
      expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(a.radius + b.radius + 6.5);
    }),
  );
});

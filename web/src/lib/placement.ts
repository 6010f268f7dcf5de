/** Where marks and labels go so that they do not hide each other. */

export interface Slot {
  at: number; // wished centre
  size: number;
}

/** Centres near the wished ones, in the given order from low to high, without overlap, within [low, high]. */
export function spread(slots: Slot[], low: number, high: number): number[] {
  const centres: number[] = [];
  let edge = low;
  for (const { at, size } of slots) {
    const centre = Math.max(at, edge + size / 2);
    centres.push(centre);
    edge = centre + size / 2;
  }
  edge = high;
  for (let i = slots.length - 1; i >= 0; i--) {
    const { size } = slots[i];
    centres[i] = Math.min(centres[i], edge - size / 2);
    edge = centres[i] - size / 2;
  }
  return centres;
}

export interface Bubble {
  x: number;
  y: number;
  radius: number;
}

const ROUNDS = 220;
const SETTLING = 60; // last rounds, in which nothing pulls any more
const PULL = 0.03; // of the way home, each round

/** Moves circles apart until neighbours touch at most; a spring keeps each near its place. */
export function dodge<B extends Bubble>(bubbles: B[], gap: number): B[] {
  const moved = bubbles.map((bubble) => ({ ...bubble }));
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = 0; i < moved.length; i++) {
      for (let j = i + 1; j < moved.length; j++) push(moved[i], moved[j], gap);
    }
    if (round >= ROUNDS - SETTLING) continue;
    moved.forEach((bubble, i) => {
      bubble.x += (bubbles[i].x - bubble.x) * PULL;
      bubble.y += (bubbles[i].y - bubble.y) * PULL;
    });
  }
  return moved;
}

function push(a: Bubble, b: Bubble, gap: number): void {
  const dx = b.x - a.x || 0.01;
  const dy = b.y - a.y;
  const distance = Math.hypot(dx, dy);
  const overlap = a.radius + b.radius + gap - distance;
  if (overlap <= 0) return;
  const step = overlap / distance / 2;
  a.x -= dx * step;
  a.y -= dy * step;
  b.x += dx * step;
  b.y += dy * step;
}

export type Anchor = 'start' | 'middle' | 'end';

export interface Label {
  x: number;
  y: number; // centre
  anchor: Anchor;
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** A bubble and the size of its label. */
export type Labelled = Bubble & { width: number; height: number };

interface Option {
  label: Label;
  box: Box;
  cost: number;
}

/** Directions a label may lie in, best first, with what each costs. */
const SIDES: [dx: number, dy: number, cost: number][] = [
  [1, 0, 0],
  [-1, 0, 0.3],
  [0, 1, 0.4],
  [0, -1, 0.5],
  [0.4, 1, 0.5],
  [-0.4, 1, 0.55],
  [0.4, -1, 0.55],
  [-0.4, -1, 0.6],
  [0.75, 0.75, 0.6],
  [0.75, -0.75, 0.7],
  [-0.75, 0.75, 0.8],
  [-0.75, -0.75, 0.9],
];
const LABEL_GAP = 5;
const PASSES = 4;
/** Costs of what a label covers, each pixel: another label, a bubble, the edge. */
const HIDDEN = 0.2;
const COVERED = 0.2;
const OUTSIDE = 4;

/**
 * Each label goes where it covers least of all marks, of the other labels and of what lies outside the frame.
 * They choose one after the other, a few times over; of all the orders to begin with, the best outcome counts.
 */
export function labelsFor(bubbles: Labelled[], marks: Bubble[], frame: Box): Label[] {
  const circles = marks.map(boxOf);
  const options = bubbles.map((bubble) =>
    SIDES.map(([dx, dy, cost]) => {
      const option = optionAt(bubble, dx, dy);
      const covered = total(circles.map((circle) => overlap(option.box, circle)));
      return { ...option, cost: cost + COVERED * covered + OUTSIDE * outside(option.box, frame) };
    }),
  );
  const order = bubbles.map((_, i) => i).sort((a, b) => bubbles[b].radius - bubbles[a].radius);
  const outcomes = order.map((_, turn) => settle(options, [...order.slice(turn), ...order.slice(0, turn)]));
  const best = outcomes.reduce((a, b) => (b.cost < a.cost ? b : a), {
    cost: Infinity,
    chosen: [] as Option[],
  });
  return best.chosen.map((option) => option.label);
}

/** Lets the labels choose in an order. */
function settle(options: Option[][], order: number[]): { cost: number; chosen: Option[] } {
  const chosen: Option[] = [];
  const price = (option: Option, i: number) =>
    option.cost + HIDDEN * total(chosen.map((other, j) => (j === i ? 0 : overlap(option.box, other.box))));
  for (let pass = 0; pass < PASSES; pass++) {
    for (const i of order) {
      const prices = options[i].map((option) => price(option, i));
      chosen[i] = options[i][prices.indexOf(Math.min(...prices))];
    }
  }
  return { cost: total(chosen.map(price)), chosen };
}

function optionAt(bubble: Labelled, dx: number, dy: number): Omit<Option, 'cost'> {
  const { width, height } = bubble;
  const reach = bubble.radius + LABEL_GAP;
  const anchor: Anchor = dx > 0 ? 'start' : dx < 0 ? 'end' : 'middle';
  const x = bubble.x + dx * reach;
  const y = bubble.y + dy * reach + Math.sign(dy) * (height / 2) * (dx === 0 ? 1 : 0.6);
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
  const box = { left, right: left + width, top: y - height / 2, bottom: y + height / 2 };
  return { label: { x, y, anchor }, box };
}

const total = (numbers: number[]): number => numbers.reduce((sum, number) => sum + number, 0);

function boxOf({ x, y, radius }: Bubble): Box {
  return { left: x - radius, right: x + radius, top: y - radius, bottom: y + radius };
}

function overlap(a: Box, b: Box): number {
  const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return Math.max(0, wide) * Math.max(0, high);
}

function outside(box: Box, frame: Box): number {
  const over = [
    frame.left - box.left,
    box.right - frame.right,
    frame.top - box.top,
    box.bottom - frame.bottom,
  ];
  return total(over.map((length) => Math.max(0, length)));
}

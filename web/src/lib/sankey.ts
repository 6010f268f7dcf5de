/** Who pays whom as bands between parties, in columns from those that pay in to those that are paid. */

import type { Party, Payments } from './types';

export interface Block {
  name: string;
  place: number;
  x: number;
  top: number;
  height: number;
  amount: number;
}

export interface Band {
  payer: string;
  payee: string;
  words: string[];
  amount: number;
  path: string;
  /** Middle of the band where it begins, and where it ends. */
  from: [x: number, y: number];
  to: [x: number, y: number];
  thickness: number;
}

export interface Sankey {
  blocks: Block[];
  bands: Band[];
  height: number;
}

interface Link {
  payer: number;
  payee: number;
  words: string[];
  amount: number;
}

interface Frame {
  width: number;
  /** Room for names on the left and on the right. */
  margin: number;
  /** Height of the fullest column, its gaps apart. */
  tall: number;
  /** Width of a party. */
  bar: number;
  /** Height that a party's name takes. */
  room: (name: string) => number;
}

const PLACES = 4;
const GAP = 6; // between what passes a column
const LITTLE = 0.012; // of the fullest column: what pays in or is paid less than this is told together

/** What each pays each in a year, or in all; several reasons of the same two parties are one link. */
export function links({ paid, years }: Payments, year: number | null): Link[] {
  const at = year === null ? -1 : years.indexOf(year);
  return joined(
    paid
      .map(({ payer, payee, words, by_year }) => ({
        payer,
        payee,
        words: [words],
        amount: at < 0 ? by_year.reduce((sum, value) => sum + value, 0) : by_year[at],
      }))
      .filter(({ amount }) => amount > 0),
  );
}

/** Those that pay in or are paid little become one party of a side, where they are several. */
function merged(parties: Party[], all: Link[]): { parties: Party[]; all: Link[] } {
  const sums = parties.map((_, i) => [
    sumOf(all.filter(({ payer }) => payer === i)),
    sumOf(all.filter(({ payee }) => payee === i)),
  ]);
  const most = Math.max(...[0, 1].map((side) => sums.reduce((sum, each) => sum + each[side], 0)));
  const names = [...parties];
  const to = parties.map((_, i) => i);
  for (const place of [0, PLACES - 1]) {
    const small = parties
      .map((party, i) => ({ i, party, amount: Math.max(...sums[i]) }))
      .filter(({ party, amount }) => party.place === place && amount > 0 && amount < LITTLE * most);
    if (small.length < 2) continue;
    names.push({ name: `${small.length} others`, place });
    for (const { i } of small) to[i] = names.length - 1;
  }
  return {
    parties: names,
    all: joined(all.map((link) => ({ ...link, payer: to[link.payer], payee: to[link.payee] }))),
  };
}

const sumOf = (of: Link[]) => of.reduce((sum, { amount }) => sum + amount, 0);

/** Links of the same two parties as one, largest first. */
function joined(all: Link[]): Link[] {
  const found = new Map<string, Link>();
  for (const { payer, payee, words, amount } of all) {
    const key = `${payer} ${payee}`;
    const link = found.get(key) ?? { payer, payee, words: [], amount: 0 };
    link.words = [...new Set([...link.words, ...words])];
    link.amount += amount;
    found.set(key, link);
  }
  return [...found.values()].sort((a, b) => b.amount - a.amount);
}

/**
 * Blocks and bands. A band over several columns passes through each of them in a gap of its own, so that it crosses no
 * party. Within a column blocks stand by where what they pay or get comes from, largest first where nothing says so.
 */
export function sankey(payments: Payments, year: number | null, frame: Frame): Sankey {
  const { parties, all } = merged(payments.parties, links(payments, year));
  const used = [...new Set(all.flatMap(({ payer, payee }) => [payer, payee]))];
  const places = [...Array(PLACES).keys()].filter((p) => used.some((i) => parties[i].place === p));
  if (places.length === 0) return { blocks: [], bands: [], height: 0 };
  const columnOf = (party: number) => places.indexOf(parties[party].place);
  const { width, margin, bar, room } = frame;
  const step = (width - 2 * margin - bar) / Math.max(1, places.length - 1);

  /** What stands in each column: parties, and links that pass. */
  const total = (party: number) =>
    Math.max(
      sumOf(all.filter(({ payer }) => payer === party)),
      sumOf(all.filter(({ payee }) => payee === party)),
    );
  const stands = places.map((_, column) => [
    ...used
      .filter((party) => columnOf(party) === column)
      .map((party) => ({ party, link: null as Link | null, amount: total(party) }))
      .sort((a, b) => b.amount - a.amount),
    ...all
      .filter(({ payer, payee }) => columnOf(payer) < column && column < columnOf(payee))
      .map((link) => ({ party: -1, link: link as Link | null, amount: link.amount })),
  ]);
  const fullest = Math.max(...stands.map((column) => column.reduce((sum, { amount }) => sum + amount, 0)));
  const scale = frame.tall / fullest;
  const sizeOf = ({ party, amount }: { party: number; amount: number }) =>
    GAP + (party < 0 ? amount * scale : Math.max(amount * scale, room(parties[party].name)));
  const height = Math.max(...stands.map((column) => column.reduce((sum, stand) => sum + sizeOf(stand), 0)));

  const centres = new Map<string, number>();
  const keyOf = (column: number, { party, link }: { party: number; link: Link | null }) =>
    link ? `${link.payer} ${link.payee} ${column}` : `${party}`;
  const place = (column: number) => {
    let at = (height - stands[column].reduce((sum, stand) => sum + sizeOf(stand), 0)) / 2;
    for (const stand of stands[column]) {
      centres.set(keyOf(column, stand), at + sizeOf(stand) / 2);
      at += sizeOf(stand);
    }
  };
  places.forEach((_, column) => place(column));

  /** Where a link stands in a column that it passes, begins or ends in. */
  const along = (link: Link, column: number) =>
    centres.get(
      column === columnOf(link.payer)
        ? `${link.payer}`
        : column === columnOf(link.payee)
          ? `${link.payee}`
          : `${link.payer} ${link.payee} ${column}`,
    ) ?? 0;
  const near = (column: number, { party, link }: { party: number; link: Link | null }, side: -1 | 1) => {
    const own = link ? [link] : all.filter((each) => (side < 0 ? each.payee : each.payer) === party);
    const amount = sumOf(own);
    if (amount === 0) return centres.get(keyOf(column, { party, link })) ?? 0;
    return own.reduce((sum, each) => sum + each.amount * along(each, column + side), 0) / amount;
  };
  for (let round = 0; round < 6; round++) {
    const order = places.map((_, column) => column);
    const side = round % 2 === 0 ? -1 : 1;
    for (const column of side < 0 ? order.slice(1) : order.slice(0, -1).reverse()) {
      const wished = new Map(stands[column].map((stand) => [stand, near(column, stand, side)]));
      stands[column].sort((a, b) => wished.get(a)! - wished.get(b)!);
      place(column);
    }
  }

  const left = (column: number) => margin + column * step;
  const blocks = stands.flatMap((column, at) =>
    column
      .filter(({ link }) => link === null)
      .map(({ party, amount }) => ({
        name: parties[party].name,
        place: parties[party].place,
        x: left(at),
        top: centres.get(`${party}`)! - (amount * scale) / 2,
        height: amount * scale,
        amount,
      })),
  );

  /** Middle of each link's end at a party: the links of one side lie one below the other, as their other ends do. */
  const ends = (side: 'payer' | 'payee') => {
    const found = new Map<Link, number>();
    for (const party of used) {
      const next = columnOf(party) + (side === 'payer' ? 1 : -1);
      const own = all.filter((link) => link[side] === party).sort((a, b) => along(a, next) - along(b, next));
      let at = centres.get(`${party}`)! - (total(party) * scale) / 2;
      for (const link of own) {
        found.set(link, at + (link.amount * scale) / 2);
        at += link.amount * scale;
      }
    }
    return found;
  };
  const [starts, stops] = [ends('payer'), ends('payee')];
  const bands = all.map((link) => {
    const [first, last] = [columnOf(link.payer), columnOf(link.payee)];
    const points: [number, number][] = [[left(first) + bar, starts.get(link)!]];
    for (let column = first + 1; column < last; column++) {
      const y = along(link, column);
      points.push([left(column), y], [left(column) + bar, y]);
    }
    points.push([left(last), stops.get(link)!]);
    return {
      payer: parties[link.payer].name,
      payee: parties[link.payee].name,
      words: link.words,
      amount: link.amount,
      path: curve(points),
      from: points[0],
      to: points.at(-1)!,
      thickness: Math.max(0.75, link.amount * scale),
    };
  });
  return { blocks, bands, height };
}

function curve([first, ...others]: [number, number][]): string {
  let [x, y] = first;
  let path = `M${x.toFixed(1)},${y.toFixed(1)}`;
  for (const [nextX, nextY] of others) {
    const middle = (x + nextX) / 2;
    path += `C${[middle, y, middle, nextY, nextX, nextY].map((n) => n.toFixed(1)).join(',')}`;
    [x, y] = [nextX, nextY];
  }
  return path;
}

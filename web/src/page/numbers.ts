/** The numbers behind a figure, as a table of its own. */

import type { Table } from '../lib/table';
import type { AnyFigure, ByYear, Gantt, SpotMap, Timeline, Trace, Waterfall, YearTrace } from '../lib/types';

const headed = (unit: string) => (trace: Trace | YearTrace) =>
  (trace.high.length > 0 ? ['P10', 'P50', 'P90'] : ['P50']).map((p) => `${trace.name}, ${p} [${unit}]`);

const cells =
  (i: number) =>
  ({ values, low, high }: Trace | YearTrace) =>
    high.length > 0 ? [low[i], values[i], high[i]] : [values[i]];

export function numbersOf(figure: AnyFigure): Table {
  if ('points' in figure) return ofTimeline(figure);
  if ('pieces' in figure) return ofWaterfall(figure);
  if ('spots' in figure) return ofMap(figure);
  if ('rows' in figure) return ofGantt(figure);
  if ('years' in figure) return ofYears(figure);
  return figure.table;
}

export function ofYears({ years, columns, traces, unit }: ByYear): Table {
  return {
    columns: [
      'Year',
      ...columns.map(({ name }) => `${name}, mean [${unit}]`),
      ...traces.flatMap(headed(unit)),
    ],
    rows: years.map((year, i) => [
      year,
      ...columns.map(({ values }) => values[i]),
      ...traces.flatMap(cells(i)),
    ]),
  };
}

/** Months first, what was published below them. */
function ofTimeline({ days, traces, points, unit }: Timeline): Table {
  const lines = traces.flatMap(headed(unit));
  const beside =
    points.length > 0 ? ['Published', `Value [${unit}]`, 'Low', 'High', 'Assumed', 'Source'] : [];
  const none = beside.map(() => null);
  const months = days.map((day, i) => [day, ...traces.flatMap(cells(i)), ...none]);
  const published = points.map(({ day, name, value, low, high, assumed, said }) => [
    ...[day, ...lines.map(() => null)],
    ...[name, value, low, high, assumed ? 'yes' : 'no', said],
  ]);
  return { columns: ['Day', ...lines, ...beside], rows: [...months, ...published] };
}

function ofWaterfall({ pieces, unit }: Waterfall): Table {
  return {
    columns: ['Part', `Mean [${unit}]`, `P10 [${unit}]`, `P90 [${unit}]`, 'Assumed', 'What'],
    rows: pieces.map((p) => [p.name, p.value, p.low, p.high, p.assumed ? 'yes' : 'no', p.said]),
  };
}

function ofGantt({ rows }: Gantt): Table {
  return {
    columns: ['Campus', 'Part', 'Which', 'Phases', 'Begun', 'Full load'],
    rows: rows.flatMap(({ name, part, planned, announced }) =>
      [planned, announced].flatMap((some, i) =>
        some.map(({ begin, full, count }) => [name, part, i ? 'announced' : 'planned', count, begin, full]),
      ),
    ),
  };
}

function ofMap({ spots, unit }: SpotMap): Table {
  const columns = ['Campus', 'State', 'Latitude [deg]', 'Longitude [deg]'];
  return {
    columns: [...columns, `Amount [${unit}]`, `P10 [${unit}]`, `P90 [${unit}]`, `Of [${unit}]`, 'What'],
    rows: spots.map((s) => [
      ...[s.name, s.state, s.latitude, s.longitude],
      ...[s.value, s.low, s.high, s.whole, s.said],
    ]),
  };
}

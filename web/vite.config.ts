import { readFileSync } from 'node:fs';
import { geoPath } from 'd3-geo';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Position } from 'geojson';
import { feature, merge, mesh } from 'topojson-client';
import type { GeometryCollection, Polygon, Topology } from 'topojson-specification';
import { defineConfig, type Plugin } from 'vite';
import { viteSingleFile } from 'vite-plugin-singlefile';

/** While developing, puts an outlook where Python would: `OUTLOOK=outlook.json npm run dev`. */
function sampleOutlook(): Plugin {
  return {
    name: 'sample-outlook',
    apply: 'serve',
    transformIndexHtml(html) {
      const json = readFileSync(process.env.OUTLOOK ?? 'outlook.json', 'utf8').replaceAll('<', '\\u003c');
      return html
        .replace('"__STARGATE_OUTLOOK__"', () => json)
        .replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, ''); // it forbids the reload socket
    },
  };
}

const FINEST = 0.7; // of the atlas's 975 points across: maps are half as wide, so nothing finer is seen
const ELSEWHERE = new Set(['02', '15', '60', '66', '69', '72', '78']); // Alaska, Hawaii and the islands

/** The atlas as the paths of the mainland and of the borders on it, in which only what can be seen is kept. */
function mainland(): Plugin {
  return {
    name: 'mainland',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith('states-albers-10m.json')) return null;
      const atlas = JSON.parse(code) as Topology<{ states: GeometryCollection }>;
      const { states } = atlas.objects;
      states.geometries = states.geometries.filter(({ id: state }) => !ELSEWHERE.has(`${state}`));
      const [[left, top], [right, bottom]] = geoPath().bounds(feature(atlas, states));
      const lines = (kept: (a: object, b: object) => boolean) => steps(mesh(atlas, states, kept).coordinates);
      return JSON.stringify({
        land: merge(atlas, states.geometries as Polygon[])
          .coordinates.map((rings) => steps(rings, 'z'))
          .join(''),
        borders: lines((a, b) => a !== b),
        left,
        top,
        width: right - left,
        height: bottom - top,
      });
    },
  };
}

/** Lines as a path of whole tenths, each point told from the one before it. */
function steps(lines: Position[][], close = ''): string {
  return lines
    .map((line) => thinned(line).map(([x, y]) => [Math.round(x * 10), Math.round(y * 10)]))
    .filter((line) => !close || line.length > 3) // islets
    .map((line) => {
      const moves = line.slice(1).map(([x, y], i) => [x - line[i][0], y - line[i][1]]);
      const text = moves
        .map(([x, y]) => `${x}${y < 0 ? '' : ' '}${y}`)
        .join(' ')
        .replaceAll(' -', '-');
      return `M${line[0]}l${text}${close}`;
    })
    .join('');
}

/** Without the points that lie nearer than the finest to the line between those kept (Douglas and Peucker, 1973). */
function thinned(line: Position[]): Position[] {
  const [first, last] = [line[0], line.at(-1)!];
  const away = line.map((point) => distance(point, first, last));
  const furthest = away.indexOf(Math.max(...away));
  if (away[furthest] < FINEST) return [first, last];
  return [...thinned(line.slice(0, furthest + 1)).slice(0, -1), ...thinned(line.slice(furthest))];
}

function distance([x, y]: Position, [fromX, fromY]: Position, [toX, toY]: Position): number {
  const [dx, dy] = [toX - fromX, toY - fromY];
  const along = ((x - fromX) * dx + (y - fromY) * dy) / (dx * dx + dy * dy || 1);
  const part = Math.max(0, Math.min(1, along));
  return Math.hypot(x - fromX - part * dx, y - fromY - part * dy);
}

export default defineConfig({
  plugins: [mainland(), svelte(), viteSingleFile(), sampleOutlook()],
  build: { target: 'es2022', assetsInlineLimit: Number.MAX_SAFE_INTEGER },
});

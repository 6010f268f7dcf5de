import { readFileSync } from 'node:fs';
import { svelte } from '@sveltejs/vite-plugin-svelte';
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

/** Of the atlas keeps the mainland states only; arcs keep their places, those that nothing uses become empty. */
function mainland(): Plugin {
  const elsewhere = new Set(['02', '15', '60', '66', '69', '72', '78']); // Alaska, Hawaii and the islands
  return {
    name: 'mainland',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith('states-albers-10m.json')) return null;
      const atlas = JSON.parse(code);
      const kept: { id: string; type: string; arcs: number[][] }[] = atlas.objects.states.geometries.filter(
        ({ id: state }: { id: string }) => !elsewhere.has(state),
      );
      const used = new Set(kept.flatMap(({ arcs }) => arcs.flat(2)).map((arc) => (arc < 0 ? ~arc : arc)));
      const geometries = kept.map(({ type, arcs }) => ({ type, arcs }));
      const states = { type: 'GeometryCollection', geometries };
      const arcs = atlas.arcs.map((arc: unknown, i: number) => (used.has(i) ? arc : []));
      return JSON.stringify({ ...atlas, objects: { states }, arcs });
    },
  };
}

export default defineConfig({
  plugins: [mainland(), svelte(), viteSingleFile(), sampleOutlook()],
  build: { target: 'es2022', assetsInlineLimit: Number.MAX_SAFE_INTEGER },
});

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

export default defineConfig({
  plugins: [svelte(), viteSingleFile(), sampleOutlook()],
  build: { target: 'es2022', assetsInlineLimit: Number.MAX_SAFE_INTEGER },
});

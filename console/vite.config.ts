import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { writeTypesOfApi } from './types-of-api.js';

const OUT = join(import.meta.dirname, '../dist/console');

/** Beside each file its brotli, so that the server compresses nothing. */
const brotli = (): Plugin => ({
  name: 'brotli',
  apply: 'build',
  closeBundle() {
    for (const name of readdirSync(OUT, { recursive: true, encoding: 'utf8' }))
      if (/\.(js|css|svg|html)$/.test(name))
        writeFileSync(join(OUT, `${name}.br`), brotliCompressSync(readFileSync(join(OUT, name))));
  },
});

/** `npm run build` makes dist/console of it; `npx vite console` serves it while it is written, before an API that runs. */
export default defineConfig({
  root: import.meta.dirname,
  // Relative, so that it works behind a proxy under whatever path.
  base: './',
  plugins: [{ name: 'types-of-api', buildStart: writeTypesOfApi }, react(), brotli()],
  build: {
    outDir: OUT,
    emptyOutDir: true,
    // test/console/weight.test.ts reads what is loaded first.
    manifest: 'manifest.json',
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
    // A picture within a script would be a picture of nobody's cache.
    assetsInlineLimit: 0,
  },
  server: { proxy: { '/api': process.env.API ?? 'http://127.0.0.1:8080' } },
});

// SPDX-License-Identifier: MIT
// How the panel is built. The output folder comes from SAUDA_WEB_OUT, because the server's build embeds
// what lies there; compression is the server build's business. The API reference (Swagger UI) is copied
// beside the panel as it is, so that it never weighs on the panel's first load.

import { copyFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const here = dirname(fileURLToPath(import.meta.url));
const server = process.env.SAUDA_SERVER ?? 'http://127.0.0.1:8000';

function apiReference(): Plugin {
  let outDir = '';
  return {
    name: 'sauda-api-reference',
    apply: 'build',
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir);
    },
    closeBundle() {
      const swagger = dirname(
        createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'),
      );
      const target = join(outDir, 'docs');
      mkdirSync(target, { recursive: true });
      for (const file of ['swagger-ui.css', 'swagger-ui-bundle.js']) {
        copyFileSync(join(swagger, file), join(target, file));
      }
      for (const file of ['index.html', 'init.js']) {
        copyFileSync(join(here, 'docs-page', file), join(target, file));
      }
    },
  };
}

export default defineConfig({
  plugins: [react(), apiReference()],
  build: {
    outDir: process.env.SAUDA_WEB_OUT ?? 'dist',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: { fileName: 'licenses.md' },
    reportCompressedSize: false,
  },
  server: {
    proxy: {
      '/api': { target: server, ws: true },
      '/openapi.json': { target: server },
    },
  },
});

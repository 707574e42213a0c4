// SPDX-License-Identifier: MIT
// How the panel is built. The output folder comes from SAUDA_WEB_OUT, because the server's build embeds
// what lies there; compression is the server build's business. The API reference (Swagger UI) is copied
// beside the panel as it is, so that it never weighs on the panel's first load; licences travel along.

import { copyFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const here = dirname(fileURLToPath(import.meta.url));
const server = process.env.SAUDA_SERVER ?? 'http://127.0.0.1:8000';
/** The server refuses foreign pages, so in development its own address is put in place of Vite's. */
const toServer = { target: server, changeOrigin: true, headers: { origin: server } };

/** Files that reach the output as they are: [package or folder, file, name in the output]. */
const COPIES = [
  ['swagger-ui-dist', 'swagger-ui.css', 'docs/swagger-ui.css'],
  ['swagger-ui-dist', 'swagger-ui-bundle.js', 'docs/swagger-ui-bundle.js'],
  ['swagger-ui-dist', 'LICENSE', 'licenses/swagger-ui.txt'],
  ['swagger-ui-dist', 'NOTICE', 'licenses/swagger-ui-notice.txt'],
  ['@fontsource-variable/onest', 'LICENSE', 'licenses/onest.txt'],
  ['./docs-page', 'index.html', 'docs/index.html'],
  ['./docs-page', 'init.js', 'docs/init.js'],
] as const;

const SHARED_BY_PAGES =
  /src\/ui\/(clock|RelativeTime|format|createFormat|timeZone|calendar|useSecondsUntil|ConnectionBadge)\.|@tanstack\/|\/TextInput\/|\/Icon(AlertTriangle|Check|InfoCircle|Plus|Search|X)\.mjs/;

function copies(): Plugin {
  const require = createRequire(import.meta.url);
  const folderOf = (name: string) =>
    name.startsWith('.') ? join(here, name) : dirname(require.resolve(`${name}/package.json`));
  let outDir = '';
  return {
    name: 'sauda-copies',
    apply: 'build',
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir);
    },
    closeBundle() {
      for (const [from, file, to] of COPIES) {
        mkdirSync(dirname(join(outDir, to)), { recursive: true });
        copyFileSync(join(folderOf(from), file), join(outDir, to));
      }
    },
  };
}

export default defineConfig({
  plugins: [react(), copies()],
  build: {
    outDir: process.env.SAUDA_WEB_OUT ?? 'dist',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: { fileName: 'licenses/panel.md' },
    reportCompressedSize: false,
    // A request weighs more than most small files: what every visit needs comes in one piece, and so does what
    // nearly every page behind the sign-in shares.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'start', tags: ['$initial'], priority: 1 },
            { name: 'pages', test: SHARED_BY_PAGES },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      '/api': { ...toServer, ws: true },
      '/openapi.json': toServer,
    },
  },
});

/** Studio's build: content-hashed files, no inline script (strict CSP), the theme set by a small blocking file. */
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { languagesApart } from './languages-apart.ts'
import { xyflowInParts } from './xyflow-in-parts.ts'
import { zodWithoutJsonSchema } from './zod-without-json-schema.ts'

const themeBoot = createRequire(import.meta.url).resolve('@evalflow/ui/theme-boot.js')

/** Serves `theme-boot.js` of the ui package at the root: it must run before the first paint, so it is no module. */
function bootScript(): Plugin {
  return {
    name: 'theme-boot',
    configureServer: (server) => {
      server.middlewares.use('/theme-boot.js', (_request, response) => {
        response.setHeader('Content-Type', 'text/javascript').end(readFileSync(themeBoot))
      })
    },
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'theme-boot.js', source: readFileSync(themeBoot) })
    },
  }
}

/** Writes a compressed copy beside each file that gains by it; the server sends what the browser takes. */
function compressedCopies(): Plugin {
  return {
    name: 'compressed-copies',
    apply: 'build',
    writeBundle({ dir }, bundle) {
      for (const name of Object.keys(bundle)) {
        if (dir === undefined || !/\.(?:js|css|svg)$/.test(name)) continue
        const path = join(dir, name)
        const content = readFileSync(path)
        if (content.length < COMPRESSED_FROM_BYTES) continue
        writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }))
        writeFileSync(
          `${path}.br`,
          brotliCompressSync(content, {
            params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
          }),
        )
      }
    },
  }
}
const COMPRESSED_FROM_BYTES = 1000

const npm = (names: string): string => `node_modules/(?:${names})/`
const chunkGroups = [
  {
    name: 'base',
    test: new RegExp(
      `${npm('react|react-dom|scheduler|use-sync-external-store|zod|eventsource-parser|@tanstack/(?:router-core|react-router|history|store|react-store|query-core|react-query)')}|packages/contract/src/(?:studio/|nemo/(?:errors|list|names|open-enum|entity\\.ts))|packages/client/src/(?:errors|studio/|transport/(?!axios))|apps/studio/src/api/no-compiling|vite/preload-helper`,
    ),
    priority: 4,
  },
  {
    name: 'ui',
    test: new RegExp(
      `${npm('lucide-react|@floating-ui/[^/]+|@radix-ui/react-(?:tooltip|popper|slot|presence|primitive|context|portal|id|use-[^/]+|dismissable-layer|focus-scope|focus-guards|direction|visually-hidden|compose-refs|arrow)')}|packages/ui/src/(?:controls/(?!\\w+-(?:panel|popup))|states|theme|i18n|format|data/(?!tabs)|overlays/(?:tooltip|toast|menu\\.tsx|use-loaded))|packages/components/src/react/(?:port|list-state)`,
    ),
    priority: 3,
  },
  {
    name: 'canvas',
    test: new RegExp(
      `${npm('@xyflow/[^/]+|zustand|classcat|d3-[^/]+')}|packages/(?:graph/src/(?!langflow)|editor/src/(?!bench|overlays|outline|notes|palette/add-menu))`,
    ),
    priority: 2,
  },
  {
    name: 'list',
    test: /apps\/studio\/src\/pages\/(?:flows-page|searched-table)|flow\/starters\/starter-messages|packages\/ui\/src\/overlays\/confirm-dialog/,
    priority: 1,
  },
  { name: 'shell', test: /apps\/studio\/src\/(?:app\.tsx|router|messages|api\/(?!nemo)|shell\/)/, priority: 2 },
  {
    name: 'flow',
    test: /packages\/components\/src\/react\/(?:nodes\/(?!inspector-form)|fields|results\/(?:scores|job)|messages)|apps\/studio\/src\/pages\/flow-page/,
    priority: 1,
  },
]

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), languagesApart(), zodWithoutJsonSchema(), xyflowInParts(), bootScript(), compressedCopies()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // small files as data: URLs would need a weaker content security policy
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      output: {
        // What a first visit needs comes in few files, and nothing else in them: a request costs more than some bytes,
        // and dialogs, the drawer and other pages are loaded when they are opened.
        codeSplitting: {
          groups: chunkGroups.map(({ test, ...group }) => ({
            ...group,
            test: (id: string) => !id.endsWith('?german') && test.test(id),
          })),
        },
      },
    },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8377', '/v1': 'http://127.0.0.1:8377' } },
})

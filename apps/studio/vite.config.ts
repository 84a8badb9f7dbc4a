/** Studio's build: content-hashed files, no inline script (strict CSP), the theme set by a small blocking file. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

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

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), bootScript()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // small files as data: URLs would need a weaker content security policy
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8377', '/v1': 'http://127.0.0.1:8377' } },
})

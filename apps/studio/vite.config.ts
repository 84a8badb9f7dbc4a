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
    rolldownOptions: {
      output: {
        // what every page needs in few files: a first load of eighty small ones takes longer than their bytes
        codeSplitting: {
          groups: [
            { name: 'base', test: /node_modules[\\/](?:\.pnpm[\\/])?(?:react|react-dom|scheduler|zod|@tanstack[+\\/])/, priority: 3 },
            { name: 'ui', test: /packages[\\/]ui[\\/]|node_modules[\\/](?:\.pnpm[\\/])?(?:@?radix-ui|lucide-react|@floating-ui|sonner|aria-hidden|react-remove-scroll)/, priority: 2 },
            { name: 'api', test: /packages[\\/](?:contract|client)[\\/]|node_modules[\\/](?:\.pnpm[\\/])?axios/, priority: 2 },
            { name: 'canvas', test: /packages[\\/](?:graph|editor)[\\/](?!src[\\/]bench)|node_modules[\\/](?:\.pnpm[\\/])?(?:@xyflow|zustand|d3-)/, priority: 1 },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8377', '/v1': 'http://127.0.0.1:8377' } },
})

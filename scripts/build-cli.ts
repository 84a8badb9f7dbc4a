/**
 * Bundles the command line with the server into `apps/cli/dist`, one chunk per lazily loaded part, and puts the built
 * Studio beside it. Native and data-carrying packages stay outside: they find their own files by path.
 */
import { cpSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'

const ROOT = join(import.meta.dirname, '..')
const OUT = join(ROOT, 'apps/cli/dist')
const STUDIO = join(ROOT, 'apps/studio/dist')
const OUTSIDE = [/^node:/, 'node-llama-cpp', /^@node-llama-cpp\//]

rmSync(OUT, { recursive: true, force: true })
const bundle = await rolldown({
  input: {
    main: join(ROOT, 'apps/cli/src/main.ts'),
    // a thread of the engine, which looks for a file of this name
    'journal-worker': join(ROOT, 'packages/engine/src/journal/journal-worker.ts'),
    // of the evaluations
    'scoring-worker': join(ROOT, 'packages/evaluations/src/scorers/aside/scoring-worker.ts'),
    // of the models
    'token-vector-worker': join(ROOT, 'packages/models/src/local/bert/token-vector-worker.ts'),
  },
  platform: 'node',
  external: OUTSIDE,
  logLevel: 'warn',
  // hdr-histogram-js looks for zlib with eval in a path that is never taken here
  checks: { eval: false },
})
await bundle.write({
  dir: OUT,
  format: 'esm',
  chunkFileNames: 'chunks/[name]-[hash].js',
  sourcemap: true,
  // names stay as they are for stack traces; blanks and comments go, since Node keeps the text of all that it has read
  minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
})
await bundle.close()
if (!existsSync(join(STUDIO, 'index.html'))) throw new Error('apps/studio/dist has no index.html: build Studio first')
cpSync(STUDIO, join(OUT, 'studio'), { recursive: true })

/**
 * Modules of the instrumented copy, loaded by Node as often as wanted: each `load` gives a fresh graph of modules.
 *
 * A graph is told apart by `?graph=N` on its addresses. What lies outside of the copy (other packages, zod) is loaded
 * once. Test files get `vitest-in-process.ts` for `vitest`, and few runs of each property.
 */
import { globSync, readFileSync } from 'node:fs'
import { registerHooks, stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Collected, collectTests } from './vitest-in-process.ts'

export interface SandboxTest extends Collected {
  /** File and name. */
  id: string
  file: string
}

/** A change that ten examples do not show is left to the named cases; hundreds of them would be run for each change. */
const PROPERTY_RUNS = 10

const vitestInProcess = new URL('vitest-in-process.ts', import.meta.url).href
const sources = new Map<string, string>()
let graphs = 0

/** Takes over the loading of modules below `root`; once in a process. */
export function serveSandbox(root: string): void {
  const inside = `${pathToFileURL(join(root, 'packages')).href}/`
  registerHooks({
    resolve(specifier, context, next) {
      const graph = /\?graph=\d+$/.exec(context.parentURL ?? '')?.[0]
      if (graph === undefined) return next(specifier, context)
      if (specifier === 'vitest') return { url: vitestInProcess, shortCircuit: true }
      const found = next(specifier, context)
      return found.url.startsWith(inside) ? { ...found, url: found.url + graph } : found
    },
    load(url, context, next) {
      const [address = ''] = url.split('?')
      if (!address.startsWith(inside)) return next(url, context)
      return { format: 'module', source: readSource(fileURLToPath(address)), shortCircuit: true }
    },
  })
}

/** All tests of the copy in a graph of modules of their own. */
export async function loadTests(root: string): Promise<SandboxTest[]> {
  graphs += 1
  const tests: SandboxTest[] = []
  for (const file of globSync('packages/*/src/**/*.test.ts', { cwd: root }).toSorted()) {
    const url = `${pathToFileURL(join(root, file)).href}?graph=${graphs}`
    const found = await collectTests(() => import(url))
    tests.push(...found.map((test) => ({ ...test, file: join(root, file), id: `${file}#${test.name}` })))
  }
  return tests
}

function readSource(file: string): string {
  const known = sources.get(file)
  if (known !== undefined) return known
  const code = readFileSync(file, 'utf8')
  // the same few examples for every change: one that is noticed once is noticed again
  const few = code.replace(/\bnumRuns: [\d_]+/g, `numRuns: ${PROPERTY_RUNS}, seed: 1`)
  const source = stripTypeScriptTypes(file.endsWith('.test.ts') ? few : code)
  sources.set(file, source)
  return source
}

/**
 * Memory, event loop and page times as rows grow: `node test/bench/engine/scale.ts [--rows 10000,100000,1000000]`.
 *
 * Each size runs in a process of its own (`scale-run.ts`), with the flags the `evalflow` command runs with. Goes through
 * the whole engine but the socket (answers come from the same process), journaling on, so that a million rows take a
 * minute or two. Prints; fails nothing.
 */
import { spawn } from 'node:child_process'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { ScaleReport } from './scale-run.ts'

/** As in the command's first line, `apps/cli/src/main.ts`. */
const PRODUCT_FLAGS = ['--max-semi-space-size=16']

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000,100000,1000000' },
    /** With Node's own defaults in place of the product's flags. */
    'no-flags': { type: 'boolean', default: false },
  },
})
const flags = values['no-flags'] ? [] : PRODUCT_FLAGS

const columns: readonly [title: string, cell: (report: ScaleReport) => string][] = [
  ['rows', ({ rows }) => String(rows)],
  ['rows/s', ({ rows, seconds }) => (rows / seconds).toFixed(0)],
  ['RSS peak MB', ({ peakRss }) => toMb(peakRss)],
  ['at end MB', ({ endRss }) => toMb(endRss)],
  ['longest turn ms', ({ turn }) => `${turn.clockMs.toFixed(0)} (cpu ${turn.cpuMs.toFixed(0)})`],
  ['samples p95 ms', ({ pages }) => pages.samples.toFixed(1)],
  ['wrong p95 ms', ({ pages }) => pages.wrong.toFixed(1)],
  ['one row p95 ms', ({ pages }) => pages.one.toFixed(1)],
  ['status p95 ms', ({ pages }) => pages.status.toFixed(1)],
  ['search ms (turn)', ({ after }) => `${after.searchMs.toFixed(0)} (${after.turnMs.toFixed(0)})`],
  ['sort ms (deep)', ({ after }) => `${after.sortMs.toFixed(0)} (${after.deepSortMs.toFixed(0)})`],
  ['category ms (deep)', ({ after }) => `${after.categoryMs.toFixed(0)} (${after.deepCategoryMs.toFixed(0)})`],
  ['file MB', ({ fileBytes }) => toMb(fileBytes)],
]

console.log(`${flags.join(' ') || "Node's defaults"}, concurrency 128, load ${loadavg()[0]?.toFixed(1)}`)
console.log(columns.map(([title]) => title).join(' | '))
for (const rows of values.rows.split(',').map(Number)) {
  const report = await runScale(rows)
  console.log(columns.map(([title, cell]) => cell(report).padStart(title.length)).join(' | '))
}
console.log(`load ${loadavg()[0]?.toFixed(1)}`)

async function runScale(rows: number): Promise<ScaleReport> {
  const child = spawn(process.execPath, [...flags, join(import.meta.dirname, 'scale-run.ts'), String(rows)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += String(chunk)))
  const code = await new Promise((resolve) => child.once('close', resolve))
  if (code !== 0) throw new Error(`The run over ${rows} rows ended with code ${String(code)}.`)
  return JSON.parse(output) as ScaleReport
}

function toMb(bytes: number): string {
  return (bytes / 1e6).toFixed(0)
}

/**
 * Compares packages/metrics with the Python originals: `node test/parity/run.ts [metric …]`.
 *
 * At least 10,000 seeded inputs per metric, Unicode included; every number must agree to 1e-9. Prints a line per metric
 * and ends with exit code 1 if anything differs, 2 if the originals cannot be installed or run.
 */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { createPcg32 } from '@evalflow/metrics'
import { type Comparison, comparisons } from './comparisons.ts'
import { installOriginals } from './python.ts'

const COUNT = Number(process.env['PARITY_COUNT'] ?? 10_000)
const SEED = Number(process.env['PARITY_SEED'] ?? 20_261_121)
const BATCH = 500
const TOLERANCE = 1e-9

interface Report {
  count: number
  mismatches: number
  /** Largest absolute difference of two numbers; perplexities relative to their size. */
  worst: number
  oursSeconds: number
  theirsSeconds: number
  /** The first that differed. */
  example: string | null
}

/** Infinity if they differ in kind; relative above 1, since perplexities reach 1e17. */
function difference(ours: unknown, theirs: unknown): number {
  if (typeof ours === 'number' && typeof theirs === 'number') {
    if (ours === theirs) return 0
    const gap = Math.abs(ours - theirs) / Math.max(1, Math.abs(theirs))
    return Number.isNaN(gap) ? Infinity : gap
  }
  if (Array.isArray(ours) && Array.isArray(theirs) && ours.length === theirs.length)
    return Math.max(0, ...ours.map((value, i) => difference(value, theirs[i])))
  return ours === theirs ? 0 : Infinity
}

async function compare(
  comparison: Comparison,
  ask: (metric: string, inputs: unknown[]) => Promise<{ outputs: unknown[]; seconds: number }>,
): Promise<Report> {
  const random = createPcg32(SEED)
  const report: Report = { count: 0, mismatches: 0, worst: 0, oursSeconds: 0, theirsSeconds: 0, example: null }
  while (report.count < COUNT) {
    const inputs = comparison.inputs(random, Math.min(BATCH, COUNT - report.count))
    const pending = ask(comparison.name, inputs)
    // processor time on both sides: the clock would measure whatever else the machine does
    const started = process.cpuUsage()
    const ours = inputs.map((input) => comparison.score(input as never))
    const used = process.cpuUsage(started)
    report.oursSeconds += (used.user + used.system) / 1e6
    const { outputs: theirs, seconds } = await pending
    report.theirsSeconds += seconds
    report.count += inputs.length
    for (const [i, value] of ours.entries()) {
      const gap = difference(value, theirs[i])
      report.worst = Math.max(report.worst, gap)
      if (gap <= TOLERANCE) continue
      report.mismatches++
      report.example ??= JSON.stringify({ input: inputs[i], ours: value, original: theirs[i] })
    }
  }
  return report
}

const python = await installOriginals().catch((error: unknown) => {
  console.error(`The Python originals cannot be installed: ${error instanceof Error ? error.message : String(error)}`)
  process.exit(2)
})
const child = spawn(python, [new URL('reference.py', import.meta.url).pathname], { stdio: ['pipe', 'pipe', 'inherit'] })
const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()

async function ask(metric: string, inputs: unknown[]): Promise<{ outputs: unknown[]; seconds: number }> {
  child.stdin.write(`${JSON.stringify({ metric, inputs })}\n`)
  const { value, done } = await lines.next()
  if (done) throw new Error('the Python process ended early; see its message above')
  return JSON.parse(value) as { outputs: unknown[]; seconds: number }
}

const wanted = process.argv.slice(2)
let failed = 0
for (const comparison of comparisons) {
  if (wanted.length > 0 && !wanted.includes(comparison.name)) continue
  const report = await compare(comparison, ask).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    child.kill()
    process.exit(2)
  })
  const speed = (report.theirsSeconds / report.oursSeconds).toFixed(1)
  const verdict = report.mismatches === 0 ? 'equal' : `${report.mismatches} DIFFER`
  console.log(
    `${comparison.name.padEnd(16)} ${String(report.count).padStart(6)} inputs  max difference ${report.worst.toExponential(2).padEnd(9)} ${verdict.padEnd(10)} ` +
      `${Math.round(report.count / report.oursSeconds).toLocaleString('en')} rows/s, ${speed} x ${comparison.original}`,
  )
  if (report.example !== null) console.log(`  first: ${report.example}`)
  if (report.mismatches > 0) failed++
}
child.stdin.end()
process.exitCode = failed === 0 ? 0 : 1

/**
 * How long scoring holds up the event loop: `node test/bench/engine/scoring.ts [--rows 1000,5000]`.
 *
 * Similarity Metrics with all its text metrics over stored answers of GSM8K (`../shared/data/gsm8k/train.jsonl`), each
 * held against the next; then the same with answers of twenty times the length, and rows of 200 kB and of 2 MB against as
 * much, which are scored in a thread. Prints the longest turn of the loop, its 99th percentile by `perf_hooks`, and rows per
 * second; fails nothing.
 */
import { existsSync, readFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { type EvaluationServices, planEvaluation, runEvaluation } from '@evalflow/evaluations'
import { DATA } from '../../parity/lm-eval/shared-data.ts'
import { withJournal } from './engine-loop.ts'
import { TurnWatch } from './turn-watch.ts'

const LONG = 20
const RESOLUTION_MS = 5

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000,5000' },
    answers: { type: 'string', default: join(DATA, 'gsm8k/train.jsonl') },
  },
})
if (!existsSync(values.answers)) {
  console.log(
    `Not measured: there is no ${values.answers}. Give a JSON Lines file with a field "answer": --answers FILE.`,
  )
  process.exit(0)
}
const answers = readFileSync(values.answers, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => String((JSON.parse(line) as { answer: unknown }).answer))

const services: EvaluationServices = {
  openDataset: () => Promise.reject(new Error('these rows are inline')),
  resolveModel: () => Promise.reject(new Error('no model is asked')),
}
const metrics = Object.fromEntries(['accuracy', 'bleu', 'rouge', 'em', 'f1'].map((type) => [type, { type }]))
const config = { type: 'similarity_metrics', tasks: { sim: { type: 'default', metrics } } }

for (const count of values.rows.split(',').map(Number)) await measure('answers of GSM8K', toRows(count, 1))
await measure(`${LONG} answers in one`, toRows(200, LONG))
await measure('200 kB in one', toRows(8, 600))
await measure('2 MB in one', toRows(1, 6000))
console.log(`load ${loadavg()[0]?.toFixed(1)}`)

function toRows(count: number, parts: number) {
  const take = (from: number) =>
    Array.from({ length: parts }, (_, part) => answers[(from + part * 31) % answers.length]).join('\n')
  return Array.from({ length: count }, (_, row) => ({
    prompt: `row ${row}`,
    response: take(row),
    ideal_response: take(row + 1),
  }))
}

async function measure(name: string, rows: Record<string, string>[]): Promise<void> {
  const plan = await planEvaluation({ config, target: { type: 'rows', rows }, services })
  const watch = new TurnWatch()
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  await new Promise((resolve) => setTimeout(resolve, 50))
  watch.take()
  delay.enable()
  const startMs = performance.now()
  const outcome = await withJournal('on disk', (journal) => runEvaluation(plan, { journal, onProgress: () => {} }))
  const seconds = (performance.now() - startMs) / 1000
  delay.disable()
  const { clockMs, cpuMs } = watch.take()
  watch.stop()
  if (outcome.progress.done !== rows.length) throw new Error(`${outcome.state}: ${outcome.message}`)
  const p99 = delay.percentile(99) / 1e6 - RESOLUTION_MS
  console.log(
    `${name.padEnd(20)} ${String(rows.length).padStart(6)} rows ${(rows.length / seconds).toFixed(0).padStart(6)} rows/s, ` +
      `longest turn ${clockMs.toFixed(0)} ms (processor ${cpuMs.toFixed(0)} ms), p99 of the delay ${Math.max(0, p99).toFixed(0)} ms`,
  )
}

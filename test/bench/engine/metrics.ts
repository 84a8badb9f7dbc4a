/**
 * BLEU and ROUGE beside sacrebleu and rouge-score, on one core: `node test/bench/engine/metrics.ts [--rounds 3]`.
 *
 * Rows are answers of GSM8K, each held against the next one: `../shared/data/gsm8k/train.jsonl`, or another file with
 * `--rows FILE` (JSON Lines with a field `answer`). Processor time on both sides, since the clock would measure what
 * else the machine does; every score is compared to 1e-9 on the way.
 */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { rouge, sentenceBleu } from '@evalflow/metrics'
import { DATA } from '../../parity/lm-eval/shared-data.ts'
import { installOriginals } from '../../parity/python.ts'
import { median } from './slope.ts'

const TOLERANCE = 1e-9
const WARM_UP_ROWS = 500

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    rows: { type: 'string', default: join(DATA, 'gsm8k/train.jsonl') },
  },
})

type Row = readonly [hypothesis: string, reference: string]
const types = ['rouge1', 'rouge2', 'rougeL'] as const
const metrics: Record<string, (row: Row) => number[]> = {
  bleu: ([hypothesis, reference]) => [sentenceBleu(hypothesis, [reference])],
  rouge: ([hypothesis, reference]) => {
    const scores = rouge(reference, hypothesis, types, { stem: true })
    return types.map((type) => scores[type].fmeasure)
  },
}
const originals: Record<string, string> = { bleu: 'sacrebleu', rouge: 'rouge-score 1+2+L, stemmed' }

if (!existsSync(values.rows)) {
  console.log(`Not measured: there is no ${values.rows}. Give a JSON Lines file with a field "answer": --rows FILE.`)
  process.exit(0)
}
const python = await installOriginals().catch((error: unknown) => {
  console.log(`Not measured: the originals cannot be installed. ${error instanceof Error ? error.message : error}`)
  process.exit(0)
})
const rows = readRows(values.rows)
for (const metric of Object.keys(metrics)) await compare(metric)

async function compare(metric: string): Promise<void> {
  const score = metrics[metric] ?? (() => [])
  score(['a', 'a'])
  for (const row of rows.slice(0, WARM_UP_ROWS)) score(row)
  const ratios: number[] = []
  const ours: number[] = []
  const theirs: number[] = []
  for (let round = 0; round < Number(values.rounds); round++) {
    const original = await runOriginal(metric) // in a new process each time: it remembers what it has tokenised
    const started = process.cpuUsage()
    const scores = rows.map(score)
    const { user, system } = process.cpuUsage(started)
    assertEqual(metric, scores, original.scores)
    ours.push(rows.length / ((user + system) / 1e6))
    theirs.push(rows.length / original.seconds)
    ratios.push(original.seconds / ((user + system) / 1e6))
  }
  console.log(
    `${metric.padEnd(6)} ${median(ours).toFixed(0).padStart(7)} rows/s, ${originals[metric]} ${median(theirs).toFixed(0)} rows/s: ` +
      `${median(ratios).toFixed(1)} x (rounds ${ratios.map((ratio) => ratio.toFixed(1)).join(', ')}; wanted 5), ` +
      `${rows.length} rows equal to ${TOLERANCE}, load ${loadavg()[0]?.toFixed(1)}`,
  )
}

async function runOriginal(metric: string): Promise<{ scores: number[][]; seconds: number }> {
  const child = spawn(python, [join(import.meta.dirname, 'metrics-reference.py')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.end(`${JSON.stringify({ metric, rows })}\n`)
  for await (const line of createInterface({ input: child.stdout }))
    return JSON.parse(line) as { scores: number[][]; seconds: number }
  throw new Error('the Python process ended early; see its message above')
}

function assertEqual(metric: string, ours: number[][], theirs: number[][]): void {
  for (const [at, scores] of ours.entries())
    for (const [i, value] of scores.entries())
      if (!(Math.abs(value - (theirs[at]?.[i] ?? Number.NaN)) <= TOLERANCE))
        throw new Error(`${metric} of row ${at}: ${value}, the original gives ${theirs[at]?.[i]}`)
}

function readRows(path: string): Row[] {
  const answers = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => String((JSON.parse(line) as { answer: unknown }).answer))
  return answers.slice(1).map((answer, at) => [answers[at] ?? '', answer])
}

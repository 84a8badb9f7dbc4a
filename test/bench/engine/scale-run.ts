/** One size of `scale.ts`, in a process of its own: `node scale-run.ts <rows>`; prints a ScaleReport as JSON. */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Endpoint,
  openJournal,
  type Pipeline,
  readInstruments,
  runSamples,
  type Transport,
} from '@evalflow/engine'
import { toBody, toPrompt } from './rows.ts'
import { TurnWatch } from './turn-watch.ts'

export interface ScaleReport {
  rows: number
  seconds: number
  peakRss: number
  endRss: number
  /** While the job ran. */
  turn: { clockMs: number; cpuMs: number }
  /** 95th percentiles while the job ran, in milliseconds. */
  pages: { samples: number; wrong: number; one: number; status: number }
  /** What reads every row, after the job; the longest turn of the loop meanwhile. */
  after: {
    searchMs: number
    sortMs: number
    deepSortMs: number
    categoryMs: number
    deepCategoryMs: number
    turnMs: number
  }
  fileBytes: number
}

const PAGES_EVERY_MS = 100

const rows = Number(process.argv[2])
const folder = mkdtempSync(join(tmpdir(), 'evalflow-scale-'))
const journal = openJournal(join(folder, 'journal.sqlite'))
const endpoint: Endpoint = { id: 'here', url: 'http://localhost/v1', modelId: 'here', format: 'openai' }

const answering: Transport = {
  send: async ({ body }) => {
    await new Promise((resolve) => setImmediate(resolve))
    const request = JSON.parse(body) as { messages: { content: string }[] }
    const content = request.messages[0]?.content
    const text = JSON.stringify({
      choices: [{ message: { content }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 40, completion_tokens: 40 },
    })
    return { status: 200, retryAfter: null, text, streamed: null, durationMs: 1, ttftMs: null, contentSpanMs: null }
  },
  destroy: () => {},
}

const pipeline: Pipeline = {
  async runSample(sample, context) {
    const prompt = String(sample.item['prompt'])
    const reply = await context.call('answer', endpoint, { kind: 'chat', role: 'target', body: toBody(prompt) })
    const score = sample.index % 3 === 0 ? 0 : 1
    return {
      prompt,
      answer: reply.text,
      reference: prompt,
      scores: { 'string-check.string-check': score },
      unscored: {},
    }
  },
}

function* toSamples() {
  for (let index = 0; index < rows; index++)
    yield { task: 't', index, id: String(index), item: { prompt: toPrompt(index), category: `c${index % 7}` } }
}

const watch = new TurnWatch()
const times: Record<keyof ScaleReport['pages'], number[]> = { samples: [], wrong: [], one: [], status: [] }
// what a person with the job's page open asks for: a page at any depth, one of the wrong rows, a row, the state
const reading = setInterval(() => {
  const { done, wrong } = journal.counts()
  const somewhere = (count: number) => 1 + Math.floor((Math.random() * count) / 50)
  times.samples.push(time(() => journal.listSamples({ page: somewhere(done), pageSize: 50 })))
  times.wrong.push(time(() => journal.listSamples({ page: somewhere(wrong), pageSize: 50, filter: 'wrong' })))
  times.one.push(time(() => journal.getSample('t', Math.floor(Math.random() * done))))
  times.status.push(time(() => [journal.counts(), readInstruments(journal)]))
}, PAGES_EVERY_MS)

const startMs = performance.now()
const summary = await runSamples({
  tasks: [{ name: 't', pipeline, samples: toSamples(), total: rows }],
  journal,
  policy: { parallelism: 128 },
  transport: answering,
  onProgress: () => {},
})
const seconds = (performance.now() - startMs) / 1000
clearInterval(reading)
const turn = watch.take()
const endRss = process.memoryUsage.rss()
if (summary.ok !== rows) throw new Error(`${summary.ok} of ${rows} rows: ${summary.state} ${summary.message}`)
const searchMs = await timeAside(() => journal.findSamples({ search: `Question ${rows - 5}:` }))
const sortMs = await timeAside(() => journal.findSamples({ sort: '-t.string-check.string-check' }))
const deepSortMs = await timeAside(() =>
  journal.findSamples({ sort: '-t.string-check.string-check', page: Math.ceil(rows / 100) }),
)
const category = { column: 'category', value: 'c3' }
const categoryMs = await timeAside(() => journal.findSamples({ category }))
const deepCategoryMs = await timeAside(() => journal.findSamples({ category, page: Math.ceil(rows / 400) }))
const { peakRss } = watch
const report: ScaleReport = {
  rows,
  seconds,
  peakRss,
  endRss,
  turn,
  pages: { samples: p95(times.samples), wrong: p95(times.wrong), one: p95(times.one), status: p95(times.status) },
  after: { searchMs, sortMs, deepSortMs, categoryMs, deepCategoryMs, turnMs: watch.take().clockMs },
  fileBytes: statSync(journal.path).size,
}
watch.stop()
journal.close()
rmSync(folder, { recursive: true })
console.log(JSON.stringify(report))

function time(work: () => unknown): number {
  const fromMs = performance.now()
  work()
  return performance.now() - fromMs
}

async function timeAside(work: () => Promise<unknown>): Promise<number> {
  const fromMs = performance.now()
  await work()
  return performance.now() - fromMs
}

function p95(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1] ?? 0
}

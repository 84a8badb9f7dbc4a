/**
 * Memory and page times over many rows: `node test/bench/engine/scale.ts [--rows 1000000]`.
 *
 * Goes through the whole engine but the socket (answers come from this process), so that a million rows take a minute,
 * and asks for pages in the middle of the run. Prints; fails nothing.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import {
  type Endpoint,
  openJournal,
  openJournalAside,
  type Pipeline,
  runSamples,
  type Transport,
} from '@evalflow/engine'
import { toBody, toPrompt } from './rows.ts'

const { values } = parseArgs({ options: { rows: { type: 'string', default: '1000000' } } })
const rows = Number(values.rows)
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
    return { status: 200, retryAfter: null, text, streamed: null, durationMs: 1, ttftMs: null }
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
    yield { task: 't', index, id: String(index), item: { prompt: toPrompt(index) } }
}

let peakBytes = 0
let nextMark = 10_000
let lastTurnMs = performance.now()
let longestTurnMs = 0
const watch = setInterval(() => {
  peakBytes = Math.max(peakBytes, process.memoryUsage.rss())
  longestTurnMs = Math.max(longestTurnMs, performance.now() - lastTurnMs - 10)
  lastTurnMs = performance.now()
}, 10)

const startMs = performance.now()
const summary = await runSamples({
  tasks: [{ name: 't', pipeline, samples: toSamples(), total: rows }],
  journal,
  policy: { parallelism: 128 },
  transport: answering,
  onProgress: ({ done }) => {
    if (done < nextMark) return
    nextMark = Math.max(nextMark * 2, done)
    const middle = Math.floor(done / 100)
    const index = time(() => journal.listSamples({ page: middle, pageSize: 50 }))
    const wrong = time(() => journal.listSamples({ page: Math.floor(middle / 3), pageSize: 50, filter: 'wrong' }))
    const one = time(() => journal.getSample('t', done >> 1))
    console.log(
      `${done} rows: rss ${toMb(process.memoryUsage.rss())}, page ${index} ms, page of wrong ${wrong} ms, one row ${one} ms`,
    )
  },
})
const runTurnMs = longestTurnMs
const seconds = (performance.now() - startMs) / 1000
console.log(
  `${summary.state}: ${summary.done} rows in ${seconds.toFixed(1)} s, ${(summary.done / seconds).toFixed(0)} rows/s, peak rss ${toMb(peakBytes)}, longest turn ${runTurnMs.toFixed(0)} ms`,
)
console.log(`page at the end ${time(() => journal.listSamples({ page: Math.floor(rows / 50), pageSize: 50 }))} ms`)
longestTurnMs = 0
lastTurnMs = performance.now()
const search = await timeAside(() => journal.findSamples({ search: `Question ${rows - 5}:` }))
const sort = await timeAside(() => journal.findSamples({ sort: '-t.string-check.string-check' }))
console.log(`search ${search} ms, sort by score ${sort} ms, longest turn meanwhile ${longestTurnMs.toFixed(0)} ms`)
clearInterval(watch)
console.log(`scores folded at once ${time(() => journal.scores())} ms, file ${toMb(statSync(journal.path).size)}`)
console.log(`closed in ${time(() => journal.close())} ms`)
let reopened = await openJournalAside(journal.path) // waits for the log to be copied
reopened.close()
console.log(`opened again in ${await timeAside(async () => (reopened = await openJournalAside(journal.path)))} ms`)
reopened.close()
rmSync(folder, { recursive: true })

async function timeAside(work: () => Promise<unknown>): Promise<string> {
  const fromMs = performance.now()
  await work()
  return (performance.now() - fromMs).toFixed(1)
}

function time(work: () => unknown): string {
  const fromMs = performance.now()
  work()
  return (performance.now() - fromMs).toFixed(1)
}

function toMb(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`
}

/**
 * Pages of a job while it runs: `node test/bench/server/live.ts [--rows 20000] [--delay 0]`.
 *
 * A real server and a scripted endpoint each run in a process of their own; this one uploads the rows, launches the job,
 * follows its events and asks for pages all the while. Prints times; fails nothing.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { NemoClient, StudioClient } from '@evalflow/client'

const { values } = parseArgs({
  options: { rows: { type: 'string', default: '20000' }, delay: { type: 'string', default: '0' } },
})
const rows = Number(values.rows)
const REPO = { namespace: 'default', name: 'rows' }
const PAUSE_MS = 50

const folder = mkdtempSync(join(tmpdir(), 'evalflow-live-'))
const children: ChildProcess[] = []
try {
  const server = await start('serve.ts', [join(folder, 'data'), join(folder, 'models')])
  const endpoint = await start('../engine/echo-server.ts', [values.delay])
  const nemo = new NemoClient({ baseURL: server })
  const studio = new StudioClient({ baseURL: server })
  await nemo.dataStore.createNamespace(REPO.namespace)
  await nemo.dataStore.createRepo(REPO, { existOk: true })
  const lines = Array.from({ length: rows }, (_, n) =>
    JSON.stringify({ question: `say ${n}`, answer: `say ${n - (n % 2)}` }),
  )
  await nemo.dataStore.uploadFiles(
    REPO,
    [{ path: 'rows.jsonl', content: new TextEncoder().encode(lines.join('\n')) }],
    { summary: 'rows' },
  )
  console.log(`${rows} rows, ${values.delay} ms an answer, 64 at a time, load ${loadavg()[0]?.toFixed(1)}`)
  const { id } = await nemo.evaluation.jobs.create(toJob(endpoint))
  const watching = watch(studio, id)
  const times = new Map<string, number[]>()
  const pages: [string, () => Promise<unknown>][] = [
    ['status', () => nemo.evaluation.jobs.status(id)],
    ['job', () => studio.job(id)],
    ['jobs', () => studio.jobs()],
    ['samples, first page', () => studio.samples(id, { page: 1, page_size: 50 })],
    ['samples, deep page', () => studio.samples(id, { page: 100, page_size: 50 })],
    ['samples, wrong', () => studio.samples(id, { filter: 'wrong', page_size: 50 })],
    ['one sample', () => studio.sample(id, 'qa', 0).catch(() => null)],
    ['results (404 until the end)', () => nemo.evaluation.jobs.results(id).catch(() => null)],
    ['costs', () => studio.jobCosts.costs({ by: 'project' })],
  ]
  let ended = false
  void watching.then(() => (ended = true))
  while (!ended)
    for (const [name, ask] of pages) {
      const startedMs = performance.now()
      await ask()
      times.set(name, [...(times.get(name) ?? []), performance.now() - startedMs])
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  for (const [name, ms] of times)
    console.log(
      `${name.padEnd(28)} n ${String(ms.length).padStart(4)}  p50 ${at(ms, 0.5)}  p95 ${at(ms, 0.95)}  max ${at(ms, 1)} ms`,
    )
  const { events, seconds, done } = await watching
  const { timeline } = (await (await fetch(`${server}/api/jobs/${id}/timeline`)).json()) as {
    timeline: { loop_delay_ms: number; rss_bytes: number }[]
  }
  console.log(`${(done / seconds).toFixed(0)} rows/s, ${(events / seconds).toFixed(1)} events/s`)
  console.log(
    `longest loop delay of the server ${Math.max(...timeline.map((point) => point.loop_delay_ms)).toFixed(0)} ms, resident ${Math.max(...timeline.map((point) => point.rss_bytes / 1e6)).toFixed(0)} MB, load ${loadavg()[0]?.toFixed(1)}`,
  )
} finally {
  for (const child of children) child.kill()
  rmSync(folder, { recursive: true, force: true })
}

/** Address that the program prints first. */
async function start(file: string, args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, ['--max-semi-space-size=16', join(import.meta.dirname, file), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  children.push(child)
  return new Promise((resolve, reject) => {
    child.stdout?.once('data', (line: Buffer) => resolve(String(line).trim()))
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}`)))
  })
}

async function watch(studio: StudioClient, id: string) {
  const startedMs = performance.now()
  let events = 0
  let done = 0
  for await (const event of studio.jobCosts.events(id)) {
    events++
    if (event.type !== 'alert') done = event.progress?.done ?? done
    if (event.type === 'end') console.log(`${event.status}: ${event.message}`)
  }
  return { events, done, seconds: (performance.now() - startedMs) / 1000 }
}

function at(times: readonly number[], share: number): string {
  const sorted = times.toSorted((a, b) => a - b)
  return (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(1).padStart(6)
}

function toJob(url: string): Parameters<NemoClient['evaluation']['jobs']['create']>[0] {
  const output = '{{ sample.output_text }}'
  return {
    config: {
      type: 'custom',
      params: { parallelism: 64 },
      tasks: {
        qa: {
          type: 'chat-completion',
          dataset: { files_url: 'hf://datasets/default/rows/rows.jsonl' },
          params: { template: { messages: [{ role: 'user', content: '{{ item.question }}' }], max_tokens: 20 } },
          metrics: {
            em: { type: 'em', params: { ground_truth: '{{ item.answer }}', prediction: output } },
            f1: { type: 'f1', params: { ground_truth: '{{ item.answer }}', prediction: output } },
          },
        },
      },
    },
    target: { type: 'model', model: { api_endpoint: { url, model_id: 'bench' } } },
  }
}

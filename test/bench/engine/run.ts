/**
 * Engine against a bare undici loop, in one run: `node test/bench/engine/run.ts [--rounds 5] [--delays 0,50]`.
 *
 * Figures are slopes between 2,000 and 10,000 rows, so start-up is left out; runners take turns, and the median of the
 * rounds counts. Nothing fails on a slow machine: it prints ratios.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runBareLoop } from './bare-loop.ts'
import { runEngine } from './engine-loop.ts'
import { profileRun } from './profile.ts'

const CONCURRENCY = 128
const SMALL = 2_000
const LARGE = 10_000

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, delays: { type: 'string', default: '0,50' } },
})
type Runner = (url: string, rows: number) => Promise<number>
const runners: Record<string, Runner> = {
  'bare undici loop': (url, rows) => runBareLoop(url, rows, CONCURRENCY),
  'engine, journal in memory': (url, rows) =>
    runEngine(url, rows, { concurrency: CONCURRENCY, journalPath: ':memory:' }),
  'engine, journal on disk': (url, rows) => runEngine(url, rows, { concurrency: CONCURRENCY }),
}

for (const delayMs of values.delays.split(',').map(Number)) await compare(delayMs)

async function compare(delayMs: number): Promise<void> {
  const server = await startServer(delayMs)
  const rates = new Map<string, Slope[]>(Object.keys(runners).map((name) => [name, []]))
  for (const run of Object.values(runners)) await run(server.url, SMALL) // warms up code and connections
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [name, run] of Object.entries(runners)) rates.get(name)?.push(await slope(server.url, run))
  }
  const parts = await profileRun(() => runEngine(server.url, LARGE, { concurrency: CONCURRENCY }), LARGE)
  server.stop()
  const bare = toMedian(rates.get('bare undici loop') ?? [])
  console.log(
    `\n${delayMs} ms endpoint, concurrency ${CONCURRENCY}, rows/s as slope ${SMALL} to ${LARGE}, median of ${values.rounds}`,
  )
  for (const [name, all] of rates) {
    const { rate, cpuUs } = toMedian(all)
    const cpu = `${cpuUs.toFixed(1).padStart(6)} µs cpu/row, ratio ${(bare.cpuUs / cpuUs).toFixed(2)}`
    console.log(
      `${name.padEnd(28)} ${rate.toFixed(0).padStart(7)} rows/s, ratio ${(rate / bare.rate).toFixed(2)}   ${cpu}`,
    )
  }
  console.log('engine with journal on disk, µs per row by part (sampled):')
  console.log(parts.map(([part, us]) => `  ${part.padEnd(32)} ${us.toFixed(1).padStart(7)}`).join('\n'))
}

interface Slope {
  readonly rate: number
  /** Processor time of this process per row; steadier than the rate on a busy machine. */
  readonly cpuUs: number
}

async function slope(url: string, run: Runner): Promise<Slope> {
  const small = await measure(() => run(url, SMALL))
  const large = await measure(() => run(url, LARGE))
  return {
    rate: ((LARGE - SMALL) / (large.ms - small.ms)) * 1000,
    cpuUs: (large.cpuUs - small.cpuUs) / (LARGE - SMALL),
  }
}

async function measure(work: () => Promise<unknown>): Promise<{ ms: number; cpuUs: number }> {
  const cpu = process.cpuUsage()
  const startMs = performance.now()
  await work()
  const { user, system } = process.cpuUsage(cpu)
  return { ms: performance.now() - startMs, cpuUs: user + system }
}

async function startServer(delayMs: number): Promise<{ url: string; stop(): void }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'server.ts'), String(delayMs)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const url = await new Promise<string>((resolve) =>
    child.stdout.once('data', (data: Buffer) => resolve(String(data).trim())),
  )
  return { url, stop: () => void child.stdin.end() }
}

function toMedian(all: Slope[]): Slope {
  return { rate: median(all.map((each) => each.rate)), cpuUs: median(all.map((each) => each.cpuUs)) }
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/**
 * The engine against a bare undici loop and against other tools, all on one scripted endpoint in one run:
 * `node test/bench/engine/run.ts [--rounds 5] [--delays 0,50] [--peers usual|tuned|none] [--peer-rounds 1]`.
 *
 * Figures are slopes between two counts of rows, so start-up is left out; runners take turns, and the median of the
 * rounds counts. Nothing fails on a slow machine: it prints ratios. See ../README.md.
 */
import { spawn } from 'node:child_process'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runBareLoop } from './bare-loop.ts'
import { comparePeers } from './compare-peers.ts'
import { runEngine } from './engine-loop.ts'
import { runJob } from './evaluation-loop.ts'
import { profileRun } from './profile.ts'
import { type Slope, toMedian, toSlope } from './slope.ts'

const CONCURRENCY = 128
const COUNTS = [2_000, 10_000] as const

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    delays: { type: 'string', default: '0,50' },
    peers: { type: 'string', default: 'usual' },
    'peer-rounds': { type: 'string', default: '1' },
  },
})
type Runner = (url: string, rows: number) => Promise<number>
const bare = 'bare undici loop'
const withoutJournal = 'engine without journal'
const engine = 'engine, journal on disk'
const job = 'Custom Evaluation, journal on disk'
const runners: Record<string, Runner> = {
  [bare]: (url, rows) => runBareLoop(url, rows, CONCURRENCY),
  [withoutJournal]: (url, rows) => runEngine(url, rows, { concurrency: CONCURRENCY, journal: 'none' }),
  [engine]: (url, rows) => runEngine(url, rows, { concurrency: CONCURRENCY, journal: 'on disk' }),
  [job]: (url, rows) => runJob(url, rows, CONCURRENCY),
}

for (const delayMs of values.delays.split(',').map(Number)) {
  const server = await startServer(delayMs)
  try {
    await compare(delayMs, server.url)
    if (values.peers !== 'none') await compareWithPeers(server.url)
  } finally {
    server.stop()
  }
}

async function compare(delayMs: number, url: string): Promise<void> {
  const slopes = new Map<string, Slope[]>(Object.keys(runners).map((name) => [name, []]))
  for (const run of Object.values(runners)) await run(url, COUNTS[0]) // warms up code and connections
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [name, run] of Object.entries(runners))
      slopes.get(name)?.push(await toSlope(COUNTS, (rows) => run(url, rows)))
  }
  console.log(
    `\n${delayMs} ms endpoint, concurrency ${CONCURRENCY}, rows/s as slope ${COUNTS.join(' to ')}, median of ${values.rounds}, load ${toLoad()}`,
  )
  const of = (name: string) => toMedian(slopes.get(name) ?? [])
  for (const name of slopes.keys()) {
    const { rate, cpuUs } = of(name)
    const cpu = `${cpuUs.toFixed(1).padStart(6)} µs cpu/row, ratio ${(of(bare).cpuUs / cpuUs).toFixed(2)}`
    console.log(
      `${name.padEnd(36)} ${rate.toFixed(0).padStart(7)} rows/s, ratio ${(rate / of(bare).rate).toFixed(2)}   ${cpu}`,
    )
  }
  const share = (without: number, all: number) => `${((1 - without / all) * 100).toFixed(0)} %`
  console.log(
    `journal: ${share(of(engine).rate, of(withoutJournal).rate)} of the time per row, ${share(of(withoutJournal).cpuUs, of(engine).cpuUs)} of the processor time`,
  )
  const large = COUNTS[1]
  const parts = await profileRun(() => runners[engine]?.(url, large) ?? Promise.resolve(), large)
  console.log('where the time goes, engine with journal on disk, µs per row by part (sampled):')
  console.log(parts.map(([part, us]) => `  ${part.padEnd(34)} ${us.toFixed(1).padStart(7)}`).join('\n'))
}

async function compareWithPeers(url: string): Promise<void> {
  const slopeOf = (name: string) => toSlope(COUNTS, (rows) => runners[name]?.(url, rows) ?? Promise.resolve())
  await comparePeers({
    url,
    concurrency: CONCURRENCY,
    rounds: Number(values['peer-rounds']),
    tuned: values.peers === 'tuned',
    measureOurs: async () => ({ engine: await slopeOf(engine), job: await slopeOf(job) }),
  })
  console.log(`load ${toLoad()}`)
}

/** Of the last minute, in processes. */
function toLoad(): string {
  return loadavg()[0]?.toFixed(1) ?? ''
}

async function startServer(delayMs: number): Promise<{ url: string; stop(): void }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'echo-server.ts'), String(delayMs)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const url = await new Promise<string>((resolve) =>
    child.stdout.once('data', (data: Buffer) => resolve(String(data).trim())),
  )
  return { url, stop: () => void child.stdin.end() }
}

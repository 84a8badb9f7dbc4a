/** Runs peers and prints how many times as fast ours was, measured beside each of them. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Peer } from './peers/peer.ts'
import { peers } from './peers/registry.ts'
import { type Slope, median, toMedian, toSlope } from './slope.ts'

/** Enough to see that the peer works and to have its files read once. */
const WARM_UP_ROWS = 20
const OUTPUT_LENGTH = 100_000
/** What `times` prints last: the shell's own, then its children's user and system time. */
const TIMES = /\d+m[\d.]+s \d+m[\d.]+s\s+(\d+)m([\d.]+)s (\d+)m([\d.]+)s\s*$/

export interface PeersOptions {
  readonly url: string
  readonly concurrency: number
  readonly rounds: number
  /** With the peers' tuned command lines too. */
  readonly tuned: boolean
  /** A slope of the engine and one of a whole job, taken again beside each peer, since load changes. */
  measureOurs(): Promise<{ engine: Slope; job: Slope }>
}

/** A peer that cannot be had or fails is reported as such and fails nothing. */
export async function comparePeers(options: PeersOptions): Promise<void> {
  console.log(
    `${'peers'.padEnd(62)}          rows   rows/s  engine beside it    job beside it  cpu µs/row, times the engine's and the job's`,
  )
  for (const peer of peers) {
    if (peer.tuned !== undefined && !options.tuned) continue
    const name = peer.name + (peer.tuned === undefined ? '' : `, ${peer.tuned}`)
    try {
      console.log(await toLine(name, peer, options))
    } catch (error) {
      console.log(`${name}: NOT MEASURED. ${error instanceof Error ? error.message : String(error)}`)
    }
  }
}

async function toLine(name: string, peer: Peer, options: PeersOptions): Promise<string> {
  const installed = await peer.install()
  let cpuUs = 0
  const evaluate = async (rows: number) => void (cpuUs += await runPeer(peer, installed, rows, options))
  await evaluate(WARM_UP_ROWS)
  const theirs: Slope[] = []
  const engine: Slope[] = []
  const job: Slope[] = []
  for (let round = 0; round < options.rounds; round++) {
    const ours = await options.measureOurs()
    engine.push(ours.engine)
    job.push(ours.job)
    theirs.push(await toSlope(peer.counts, evaluate, () => cpuUs))
  }
  // each ratio from two slopes taken one after the other, so that a change of load between rounds does not count
  const ratio = (ours: Slope[]) => {
    const times = median(ours.map(({ rate }, round) => rate / (theirs[round]?.rate ?? Number.NaN)))
    return `${toMedian(ours).rate.toFixed(0)} (${times.toFixed(1)} x)`
  }
  const cpu = toMedian(theirs).cpuUs
  const cpuTimes = [engine, job].map((ours) => `${(cpu / toMedian(ours).cpuUs).toFixed(1)} x`).join(' and ')
  const required = peer.required === undefined || peer.tuned !== undefined ? '' : `; at 0 ms wanted ${peer.required} x`
  const counts = peer.counts.join(' to ')
  return `${name.padEnd(62)} ${counts.padStart(13)} ${toMedian(theirs).rate.toFixed(0).padStart(8)} ${ratio(engine).padStart(17)} ${ratio(job).padStart(16)}  ${cpu.toFixed(0)}: ${cpuTimes}${required}`
}

/** Processor time it took, in microseconds. */
async function runPeer(peer: Peer, installed: string, rows: number, options: PeersOptions): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'evalflow-peer-'))
  try {
    const { file, args, env } = peer.toCommand({ ...options, rows, folder, installed })
    const { code, output, cpuUs } = await run(file, args, { ...process.env, NO_COLOR: '1', ...env }, folder)
    if (code !== 0 || !peer.isRight(output, rows))
      throw new Error(
        `It ended with code ${code} over ${rows} rows, expected all of them right: ${toLastLines(output)}`,
      )
    return cpuUs
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The last of what a tool printed, on one line. */
function toLastLines(text: string): string {
  const lines = text.split('\n').map((line) => line.trim())
  return lines
    .filter((line) => line !== '')
    .slice(-4)
    .join(' / ')
}

function run(
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  cwd: string,
): Promise<{ code: number | null; output: string; cpuUs: number }> {
  return new Promise((resolve, reject) => {
    // a shell in between, since Node does not tell the processor time of a child
    const script = '"$@"; code=$?; times >&2; exit $code'
    const child = spawn('sh', ['-c', script, 'sh', file, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output = (output + String(chunk)).slice(-OUTPUT_LENGTH)))
    child.once('error', reject)
    child.once('close', (code) => {
      const times = TIMES.exec(output)
      const [userMinutes, userSeconds, systemMinutes, systemSeconds] = (times ?? []).slice(1).map(Number)
      const seconds =
        60 * ((userMinutes ?? Number.NaN) + (systemMinutes ?? 0)) + (userSeconds ?? 0) + (systemSeconds ?? 0)
      resolve({ code, output: output.slice(0, times?.index), cpuUs: seconds * 1e6 })
    })
  })
}

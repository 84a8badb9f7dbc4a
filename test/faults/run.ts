/**
 * `node test/faults/run.ts [--kills 20] [--rows 3000] [--seed 1]`: proves design decision D5.
 *
 * Runs a job in a child process against a scripted endpoint that also answers 429, 500, garbage and broken-off bodies,
 * kills the child with SIGKILL at random instants, resumes it, and holds the outcome against an undisturbed run:
 * result bytes equal, no row lost or doubled, and no more well-answered calls than rows need plus, for each kill, what
 * was in flight.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openJournal } from '@evalflow/engine'
import { type ScriptedAnswer, type ScriptedRequest, startScriptedEndpoint } from '@evalflow/testkit'
import { callsOf, toResultBytes } from './pipeline.ts'

const PARALLELISM = 32

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    rows: { type: 'string', default: '3000' },
    seed: { type: 'string', default: '1' },
  },
})
const kills = Number(values.kills)
const rows = Number(values.rows)
const random = createRandom(Number(values.seed))
const folder = mkdtempSync(join(tmpdir(), 'evalflow-faults-'))
const server = await startScriptedEndpoint({ keepRequests: 0 })

try {
  const undisturbed = await runUndisturbed()
  const perJob = Math.max(1, Math.min(kills, 5))
  let done = 0
  for (let job = 0; done < kills; job++) {
    done += await runWithKills(job, Math.min(perJob, kills - done), undisturbed)
  }
  console.log(`passed: ${done} kills, ${rows} rows per job, results equal to the undisturbed run`)
} finally {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
}

interface Undisturbed {
  readonly bytes: string
  readonly elapsedMs: number
}

async function runUndisturbed(): Promise<Undisturbed> {
  const path = join(folder, 'undisturbed.sqlite')
  const answered = resetServer()
  const startMs = performance.now()
  const child = startChild(path)
  await child.started
  const output = await child.ended
  const elapsedMs = performance.now() - startMs
  assert(output.includes(`done completed ${rows} 0`), `undisturbed run ended with: ${output}`)
  assert(
    answered.count === callsOf(rows),
    `undisturbed run made ${answered.count} answered calls, expected ${callsOf(rows)}`,
  )
  assert(
    server.stats.maxInFlight <= PARALLELISM,
    `${server.stats.maxInFlight} requests in flight, allowed ${PARALLELISM}`,
  )
  console.log(
    `undisturbed: ${rows} rows, ${answered.count} answered calls, ${server.stats.requests} requests, ${elapsedMs.toFixed(0)} ms`,
  )
  return { bytes: await readResult(path), elapsedMs }
}

async function runWithKills(job: number, count: number, undisturbed: Undisturbed): Promise<number> {
  const path = join(folder, `job-${job}.sqlite`)
  const answered = resetServer()
  let inFlightAtKills = 0
  let killed = 0
  while (killed < count) {
    const child = startChild(path)
    await child.started
    const waitMs = (random() * undisturbed.elapsedMs) / count
    const ended = await Promise.race([child.ended, sleep(waitMs)])
    if (ended !== undefined) break // finished before the kill: the kills that are left go to the next job
    child.process.kill('SIGKILL')
    await child.ended
    killed++
    inFlightAtKills += PARALLELISM
    await sleep(20) // requests that were on the wire reach the server before the next start
  }
  const output = await startChild(path).ended
  assert(output.includes(`done completed ${rows} 0`), `resumed run ended with: ${output}`)
  const bytes = await readResult(path)
  assert(bytes === undisturbed.bytes, `job ${job}: result differs\n${bytes}\n${undisturbed.bytes}`)
  const repeated = answered.count - callsOf(rows)
  assert(
    repeated >= 0 && repeated <= inFlightAtKills,
    `job ${job}: ${repeated} repeated calls, at most ${inFlightAtKills} were in flight`,
  )
  console.log(
    `job ${job}: ${killed} kills, ${repeated} repeated calls (at most ${inFlightAtKills} in flight), result equal`,
  )
  return killed
}

/** Counts the answers that count as paid: well-formed ones. */
function resetServer(): { count: number } {
  const answered = { count: 0 }
  server.stats.byPrompt.clear()
  server.stats.requests = 0
  server.setScript((request) => {
    const answer = toAnswer(request)
    if (!answer.fault) answered.count++
    return answer
  })
  return answered
}

/** Faults hang on the count of requests, answers on the prompt alone. */
function toAnswer(request: ScriptedRequest): ScriptedAnswer {
  const delayMs = 1 + (request.number % 7)
  const fault = toFault(request.number)
  if (fault) return { fault, delayMs }
  const rated = /^rate SAY (\d+)$/.exec(request.prompt)
  if (rated) return { text: `Rating: ${Number(rated[1]) % 11}`, delayMs }
  const row = Number(/\d+$/.exec(request.prompt)?.[0])
  return { text: row % 5 === 0 ? 'I do not know' : request.prompt.toUpperCase(), delayMs }
}

function toFault(number: number): ScriptedAnswer['fault'] {
  if (number % 97 === 13) return { kind: 'status', status: 500 }
  if (number % 211 === 50) return { kind: 'status', status: 429, retryAfter: '0' }
  if (number % 151 === 77) return { kind: 'malformed' }
  if (number % 173 === 90) return { kind: 'break_off' }
  if (number % 191 === 20) return { kind: 'reset' }
  if (number % 997 === 500) return { kind: 'hang' }
  return undefined
}

function startChild(path: string): { process: ChildProcess; started: Promise<void>; ended: Promise<string> } {
  const args = [join(import.meta.dirname, 'child.ts'), server.url, path, String(rows), String(PARALLELISM)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  const started = new Promise<void>((resolve) => {
    child.stdout.on('data', (data: Buffer) => {
      output += String(data)
      if (output.includes('started')) resolve()
    })
    child.once('exit', () => resolve())
  })
  return { process: child, started, ended: new Promise((resolve) => child.once('close', () => resolve(output))) }
}

async function readResult(path: string): Promise<string> {
  const journal = openJournal(path)
  try {
    return await toResultBytes(journal)
  } finally {
    journal.close()
  }
}

function assert(holds: boolean, message: string): asserts holds {
  if (!holds) throw new Error(message)
}

function sleep(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), ms))
}

/** Mulberry32, so that a failing seed can be run again. */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

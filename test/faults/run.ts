/**
 * `node test/faults/run.ts [--kills 20] [--stage-kills 5] [--rows 3000] [--seed 1]`: proves design decision D5.
 *
 * Runs a job in a child process against a scripted endpoint that also answers 429, 500, garbage and broken-off bodies,
 * kills the child with SIGKILL at random instants, resumes it, and holds the outcome against an undisturbed run:
 * result bytes equal, no row lost or doubled, and no more well-answered calls than rows need plus, for each kill, what
 * was in flight. Then kills it between answering and judging, where nothing at all may be asked again
 * (`stage-kills.ts`).
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startScriptedEndpoint } from '@evalflow/testkit'
import { assert, createRandom, PARALLELISM, readResult, sleep, startChild } from './harness.ts'
import { callsOf } from './pipeline.ts'
import { resetServer } from './script.ts'
import { runStageKills } from './stage-kills.ts'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    rows: { type: 'string', default: '3000' },
    'stage-kills': { type: 'string', default: '5' },
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
  const staged = Number(values['stage-kills'])
  await runStageKills({ server, folder, rows, kills: staged, random, undisturbedBytes: undisturbed.bytes })
  console.log(
    `passed: ${done} kills at random and ${staged} between answering and judging, ${rows} rows per job, results equal to the undisturbed run`,
  )
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
  const answered = resetServer(server)
  const startMs = performance.now()
  const child = startChild(server.url, path, rows)
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
  const answered = resetServer(server)
  let inFlightAtKills = 0
  let killed = 0
  while (killed < count) {
    const child = startChild(server.url, path, rows)
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
  const output = await startChild(server.url, path, rows).ended
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

import { FINAL_JOB_STATUSES } from '@evalflow/contract'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ScriptedEndpoint, startScriptedEndpoint } from '@evalflow/testkit'
import { type JobServer, startJobServer, toJob } from '../testing/test-job-server.ts'

const ROWS = 60
let running: JobServer<ScriptedEndpoint>
beforeEach(async () => {
  // the longer numbers have longer answers, so that rows differ
  running = await startJobServer(
    ROWS,
    await startScriptedEndpoint({
      script: ({ prompt }) => ({
        text: 'word '.repeat(1 + (Number(prompt.replace(/\D+/g, '')) % 4)).trim(),
        delayMs: 5,
      }),
    }),
  )
})
afterEach(() => running.close())

const forecast = (pilotRows: number) => {
  const { config, target } = toJob(running.model) as {
    config: Record<string, unknown>
    target: Record<string, unknown>
  }
  return running.studio.jobCosts.forecast({ config, target, pilot_rows: pilotRows })
}
const setPrices = () =>
  running.studio.jobCosts.putPrices({
    currency: 'EUR',
    as_of: '2026-11-21',
    prices: [{ model: 'vendor/*', input_per_million: 1_000, output_per_million: 2_000 }],
  })
async function runJob() {
  const { id } = await running.nemo.evaluation.jobs.create(toJob(running.model))
  await expect
    .poll(async () => FINAL_JOB_STATUSES.includes((await running.studio.job(id)).status), { timeout: 10_000 })
    .toBe(true)
  return running.studio.job(id)
}

describe('a forecast', () => {
  it('asks the pilot rows alone, and holds what the job then takes; the job asks those rows no more', async () => {
    await setPrices()
    const found = await forecast(12)
    expect(running.model.stats.requests).toBe(12)

    const job = await runJob()

    expect(found).toMatchObject({
      rows: ROWS,
      pilot: { rows: 12, failed: 0, cached: 0, seed: expect.any(Number) },
      notes: [
        expect.stringMatching(/^Energy: unavailable/),
        `The pilot's rows were drawn at random, with seed ${found.pilot?.seed}.`,
      ],
    })
    expect(running.model.stats.requests).toBe(ROWS)
    expect(job.progress).toMatchObject({ done: ROWS, cached: 12 })
    const { completion_tokens: completion, prompt_tokens: prompt, money } = found
    for (const [estimate, actual] of [
      [completion, job.progress?.tokens.completion],
      [prompt, job.progress?.tokens.prompt],
      [money, (job.progress?.cost?.amount ?? 0) + (found.pilot?.cost ?? 0)],
    ] as const) {
      expect(estimate?.low).toBeLessThanOrEqual(actual ?? NaN)
      expect(estimate?.high).toBeGreaterThanOrEqual(actual ?? NaN)
      expect(estimate?.method).toMatch(/12 pilot rows/)
    }
    expect(found.seconds?.value).toBeGreaterThan(0)
  }, 30_000)

  it('draws rows from all of them by its seed, and a larger pilot asks only those that are new', async () => {
    await forecast(8)
    const asked = running.model.stats.recent.map(({ prompt }) => Number(prompt.replace(/\D+/g, '')))
    const larger = await forecast(11)

    expect(Math.max(...asked)).toBeGreaterThan(8)
    expect(larger.pilot).toMatchObject({ rows: 11, cached: 8 })
    expect(running.model.stats.requests).toBe(11)
  }, 30_000)

  it('made again from kept replies says the same and asks nothing', async () => {
    await setPrices()
    const first = await forecast(8)
    const again = await forecast(8)

    expect(running.model.stats.requests).toBe(8)
    expect(again.pilot).toMatchObject({ rows: 8, cached: 8, cost: 0 })
    expect(again.money).toEqual(first.money)
    expect(again.seconds).toEqual(first.seconds)
  }, 30_000)

  it('says unknown without a pilot, without a price, and for a pilot of one row', async () => {
    const none = await forecast(0)
    const one = await forecast(1)

    expect(none).toMatchObject({ rows: ROWS, pilot: null, money: null, seconds: null, prompt_tokens: null })
    expect(none.notes).toEqual([expect.stringMatching(/nothing is known/)])
    expect(running.model.stats.requests).toBe(1)
    expect(one.money).toBeNull()
    expect(one.notes[0]).toMatch(/No price for vendor\/big-1/)
    expect(one.completion_tokens).toMatchObject({ low: null, high: null })
  }, 30_000)

  it('tells why its pilot failed', async () => {
    running.model.setScript(() => ({ fault: { kind: 'status', status: 400, message: 'no such model' } }))

    await expect(forecast(3)).rejects.toMatchObject({
      status: 422,
      message: expect.stringMatching(/No row of the pilot went well/),
    })
  }, 30_000)

  it('estimates energy with the watts the user states, and says so', async () => {
    await running.studio.jobCosts.putSettings({ watts_per_core: 20 })

    const found = await forecast(10)
    const job = await runJob()

    expect(found.energy_wh?.method).toMatch(/estimate: processor seconds × 20 W per core/)
    expect(job.compute).toMatchObject({ energy_method: 'estimate: processor seconds × 20 W per core' })
    expect(job.compute?.energy_wh).toBeCloseTo(((job.compute?.cpu_seconds ?? 0) * 20) / 3600, 9)
  }, 30_000)
})

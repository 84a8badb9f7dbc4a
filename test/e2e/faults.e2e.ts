/**
 * The main job against an endpoint that fails in every way an endpoint can: nothing is lost, nothing is counted twice,
 * and what the job says of its attempts is what the endpoint saw.
 */
import { type Script, type ScriptedEndpoint, type ScriptedFault, startScriptedEndpoint } from '@evalflow/testkit'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { jobOf, listSamples, waitForJob } from './support/api.ts'
import { launchBrowser, openPage, type Watched } from './support/browser.ts'
import { createFlow, createTemplate, type Row, toFlow } from './support/flows.ts'
import { newDataDir, type Product, removeDataDir, startProduct } from './support/product.ts'

const WITHIN_MS = 90_000
/** Every third answer is wrong, so that a score of 0 or 1 would be a mistake. */
const WRONG_EVERY = 3
const MODEL = 'scripted-model'
const REFUSALS_TO_SEE = 12

const dataDir = newDataDir()
const emptyModels = newDataDir()
// without the local model the example of the first start runs on a baseline at once, and the machine is free
const start = () => startProduct(dataDir, { env: { EVALFLOW_MODELS_DIR: emptyModels }, args: ['--no-pull'] })
let product: Product
let browser: Browser
let watched: Watched
let page: Page
const endpoints: ScriptedEndpoint[] = []

beforeAll(async () => {
  product = await start()
  browser = await launchBrowser()
  watched = await openPage(browser, product.url)
  page = watched.page
  page.setDefaultTimeout(30_000)
})

afterAll(async () => {
  await browser?.close()
  await product?.stop()
  for (const endpoint of endpoints) await endpoint.close()
  removeDataDir(dataDir)
  removeDataDir(emptyModels)
})

/** A node by its id in `toFlow`. */
const node = (id: 'dataset' | 'model' | 'evaluator'): Locator => page.locator(`.react-flow__node[data-id="${id}"]`)

async function startEndpoint(script: Script): Promise<ScriptedEndpoint> {
  const endpoint = await startScriptedEndpoint({ script, keepRequests: 0 })
  endpoints.push(endpoint)
  return endpoint
}

function toRows(name: string, count: number): Row[] {
  return Array.from({ length: count }, (_, index) => ({ prompt: `${name} ${index}`, ideal_response: `word${index}` }))
}

const indexOf = (prompt: string): number => Number(prompt.split(' ').at(-1))
const isRight = (index: number): boolean => index % WRONG_EVERY !== 0
/** What the endpoint answers when it answers at all. */
const toAnswer = (index: number): string => (isRight(index) ? `word${index}` : 'something else')
const rightShare = (rows: readonly Row[]): number => rows.filter((_, index) => isRight(index)).length / rows.length

/** Opens a flow over `rows` whose Model Target is filled in by hand, and runs it. */
async function runByHand(name: string, rows: readonly Row[], endpointUrl: string): Promise<void> {
  const id = await createFlow(product.url, toFlow(name, rows, {}))
  await page.goto(`${product.url}/flows/${id}`)
  await page.getByRole('button', { name: 'Fit' }).click()
  await node('model').getByRole('combobox', { name: 'Kind' }).click()
  await page.getByRole('option', { name: 'Endpoint by URL' }).click()
  await node('model').getByRole('textbox', { name: 'Endpoint URL' }).fill(endpointUrl)
  await node('model').getByRole('textbox', { name: 'Model id' }).fill(MODEL)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /^Run all/ }).click()
}

async function expectEveryRowOnce(jobId: string, rows: readonly Row[]): Promise<void> {
  const samples = await listSamples(product.url, jobId)
  expect(samples.map(({ index }) => index)).toEqual(rows.map((_, index) => index))
  for (const sample of samples) {
    expect(sample.status).toBe('ok')
    expect(sample.answer).toBe(toAnswer(sample.index))
    expect(sample.scores['accuracy.accuracy']).toBe(isRight(sample.index) ? 1 : 0)
  }
}

async function expectScores(name: string, rows: readonly Row[]): Promise<void> {
  const job = await jobOf(product.url, name)
  const accuracy = job?.progress?.scores.find(({ metric }) => metric === 'accuracy')
  expect(accuracy).toMatchObject({ n: rows.length, unscored: 0, failed: 0 })
  expect(accuracy?.value).toBeCloseTo(rightShare(rows), 12)
  expect(job?.progress).toMatchObject({ done: rows.length, total: rows.length, failed: 0, in_flight: 0 })
}

/** Requests of the page that met no server. */
const refusals = (): number => watched.errors.filter((text) => text.includes('ERR_CONNECTION_REFUSED')).length

const slowDown: ScriptedFault = { kind: 'status', status: 429, retryAfter: '1' }
const serverError: ScriptedFault = { kind: 'status', status: 500 }
/** By row: what its first requests meet; the next one is answered. */
const FAULTS: readonly (readonly ScriptedFault[])[] = [
  [],
  [slowDown],
  [serverError],
  [{ kind: 'hang' }],
  [{ kind: 'break_off' }],
  [{ kind: 'malformed' }],
  [{ kind: 'reset' }],
  [serverError, slowDown, { kind: 'malformed' }],
  [{ kind: 'empty_choices' }, { kind: 'break_off' }],
]
const faultsOf = (index: number): readonly ScriptedFault[] => FAULTS[index % FAULTS.length] ?? []

describe('an endpoint that fails in every way', () => {
  const name = 'mixed-faults'
  const rows = toRows('mixed', 54)
  let endpoint: ScriptedEndpoint

  it(
    'ends complete, with the score computed here',
    async () => {
      endpoint = await startEndpoint(({ prompt, repeat }) => {
        const fault = faultsOf(indexOf(prompt))[repeat]
        return fault ? { fault, text: toAnswer(indexOf(prompt)) } : toAnswer(indexOf(prompt))
      })
      await createTemplate(product.url, name, { parallelism: 6, max_retries: 6, request_timeout: 2 })

      await runByHand(name, rows, endpoint.url)
      await waitForJob(product.url, name, ['completed', 'failed', 'cancelled'], WITHIN_MS)

      expect((await jobOf(product.url, name))?.status).toBe('completed')
      await expectScores(name, rows)
    },
    WITHIN_MS * 2,
  )

  it('has every row once, and every attempt the endpoint saw', async () => {
    const job = await jobOf(product.url, name)
    const samples = await listSamples(product.url, job?.id ?? '')

    await expectEveryRowOnce(job?.id ?? '', rows)
    for (const { index, attempts } of samples) {
      const label = `attempts of row ${index}`
      expect(attempts.length, label).toBe(endpoint.stats.byPrompt.get(`mixed ${index}`))
      expect(attempts.length, label).toBeGreaterThan(faultsOf(index).length)
      expect(attempts.at(-1), label).toMatchObject({ status: 200, error: null })
      for (const attempt of attempts.slice(0, -1)) expect(attempt.error, label).not.toBeNull()
    }
    expect(samples.reduce((sum, { attempts }) => sum + attempts.length, 0)).toBe(endpoint.stats.requests)
    expect(job?.progress?.rate_limited).toBe(
      samples.flatMap(({ attempts }) => attempts).filter(({ status }) => status === 429).length,
    )
  })

  it('waits as long as Retry-After asks', async () => {
    const job = await jobOf(product.url, name)
    const samples = await listSamples(product.url, job?.id ?? '')
    const waits = samples.flatMap(({ attempts }) =>
      attempts.flatMap((attempt, at) => {
        const next = attempts[at + 1]
        if (attempt.status !== 429 || !next) return []
        return [Date.parse(next.started_at) - Date.parse(attempt.started_at)]
      }),
    )

    expect(waits.length).toBeGreaterThan(0)
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(1000)
  })

  it('shows the score and the retries on the node', async () => {
    await node('evaluator').getByText('Done', { exact: true }).waitFor()

    await node('evaluator')
      .getByRole('button', { name: /^accuracy: 0\.66/ })
      .waitFor()
    await node('evaluator')
      .getByText(/\d+ retried/)
      .waitFor()
  })
})

describe('a dead endpoint', () => {
  it(
    'fails the job in seconds, with the reason on the node',
    async () => {
      const endpoint = await startEndpoint(() => 'never asked')
      await endpoint.close()
      await createTemplate(product.url, 'dead', { parallelism: 4, max_retries: 100, request_timeout: 60 })

      await runByHand('dead', toRows('dead', 200), endpoint.url)
      const job = await waitForJob(product.url, 'dead', ['failed'], WITHIN_MS)

      const seconds = (Date.parse(job.updated_at) - Date.parse(job.created_at)) / 1000
      process.stdout.write(`dead endpoint: the job failed after ${seconds.toFixed(1)} s\n`)
      expect(seconds).toBeLessThan(45)
      expect(job.message).toContain('No endpoint answers')
      expect(job.message).toContain(new URL(endpoint.url).host)
      await node('evaluator')
        .getByRole('alert')
        .filter({ hasText: /No endpoint answers.*Check that the server runs/ })
        .waitFor()
      await node('evaluator').getByText('Failed', { exact: true }).waitFor()
    },
    WITHIN_MS * 2,
  )
})

describe('the server killed in the middle of a job', () => {
  const name = 'killed'
  const rows = toRows('killed', 90)
  const PARALLELISM = 3
  let endpoint: ScriptedEndpoint

  it(
    'goes on after a start on the same data directory, and the open page with it',
    async () => {
      endpoint = await startEndpoint(({ prompt }) => ({ text: toAnswer(indexOf(prompt)), delayMs: 100 }))
      await createTemplate(product.url, name, { parallelism: PARALLELISM, max_retries: 4, request_timeout: 30 })
      await runByHand(name, rows, endpoint.url)
      await expect.poll(() => endpoint.stats.requests, { timeout: WITHIN_MS, interval: 20 }).toBeGreaterThan(24)

      const address = product.url
      await product.stop('SIGKILL')
      const askedBefore = endpoint.stats.requests
      expect(askedBefore).toBeLessThan(rows.length)
      // longer than one request is retried, so that following the run is what brings the page back
      await expect.poll(() => refusals(), { timeout: WITHIN_MS }).toBeGreaterThan(REFUSALS_TO_SEE)
      product = await start()

      expect(product.url).toBe(address)
      await waitForJob(product.url, name, ['completed', 'failed', 'cancelled'], WITHIN_MS)
      await expectScores(name, rows)
      await node('evaluator').getByText('Done', { exact: true }).waitFor({ timeout: WITHIN_MS })
      await node('evaluator')
        .getByRole('button', { name: /^accuracy: 0\.66/ })
        .waitFor()
    },
    WITHIN_MS * 3,
  )

  it('has every row once, and asked again only what was in flight', async () => {
    const job = await jobOf(product.url, name)

    await expectEveryRowOnce(job?.id ?? '', rows)
    expect(endpoint.stats.byPrompt.size).toBe(rows.length)
    expect(endpoint.stats.requests - rows.length).toBeLessThanOrEqual(PARALLELISM)
  })

  it('never had more requests in flight than the config allows', () => {
    expect(endpoint.stats.maxInFlight).toBeLessThanOrEqual(PARALLELISM)
    expect(endpoint.stats.maxInFlight).toBeGreaterThan(1)
  })
})

describe('the stop button', () => {
  it(
    'stops within seconds and keeps the samples that were done',
    async () => {
      const rows = toRows('stopped', 400)
      const endpoint = await startEndpoint(({ prompt }) => ({ text: toAnswer(indexOf(prompt)), delayMs: 100 }))
      await createTemplate(product.url, 'stopped', { parallelism: 4, max_retries: 4, request_timeout: 30 })
      await runByHand('stopped', rows, endpoint.url)
      await expect.poll(() => endpoint.stats.requests, { timeout: WITHIN_MS, interval: 50 }).toBeGreaterThan(20)

      const clickedAt = Date.now()
      await node('evaluator').getByRole('button', { name: 'Stop' }).click()
      const job = await waitForJob(product.url, 'stopped', ['cancelled', 'completed', 'failed'], WITHIN_MS)

      const seconds = (Date.now() - clickedAt) / 1000
      process.stdout.write(`stop button: the job was ${job.status} after ${seconds.toFixed(1)} s\n`)
      expect(job.status).toBe('cancelled')
      expect(seconds).toBeLessThan(15)
      await expect.poll(() => endpoint.stats.inFlight, { timeout: WITHIN_MS }).toBe(0)
      const samples = await listSamples(product.url, job.id)
      expect(samples.length).toBeGreaterThan(10)
      expect(samples.length).toBeLessThan(rows.length)
      expect(new Set(samples.map(({ index }) => index)).size).toBe(samples.length)
      expect(samples.length).toBeLessThanOrEqual(endpoint.stats.requests)
      expect(endpoint.stats.maxInFlight).toBeLessThanOrEqual(4)
      await node('evaluator').getByText('Stopped', { exact: true }).waitFor()
    },
    WITHIN_MS * 2,
  )
})

describe('the page', () => {
  it('asked no other host', () => {
    expect(watched.foreign).toEqual([])
  })

  it('logged no error but that of the server being away', () => {
    expect(watched.errors.filter((text) => !text.includes('net::ERR_'))).toEqual([])
  })
})

/**
 * 2,000 configs and 2,000 datasets: pickers and Config Manager page through them with search, each page is one request,
 * and a launch looks its config up by name, whatever else is stored.
 */
import type { Browser, Locator, Page, Request } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, waitForJob } from './support/api.ts'
import { launchBrowser, openPage, type Watched } from './support/browser.ts'
import { createFlow, createTemplate, toFlow } from './support/flows.ts'
import { newDataDir, type Product, removeDataDir, startProduct } from './support/product.ts'
import { createRequestLog, LOG_REQUESTS, type RequestLog } from './support/requests.ts'

const WITHIN_MS = 90_000
const COUNT = 2_000
const AT_ONCE = 16
/** Beside what the first start makes. */
const FIRST = { template: 1, runtime: 1, datasets: 1 }
const NAME = 'lookup'
const TOTAL_TEMPLATES = COUNT + FIRST.template + 1

const dataDir = newDataDir()
const emptyModels = newDataDir()
let product: Product
let log: RequestLog
let browser: Browser
let watched: Watched
let page: Page
const answered: { url: string; ms: number }[] = []

beforeAll(async () => {
  product = await startProduct(dataDir, {
    env: { EVALFLOW_MODELS_DIR: emptyModels, ...LOG_REQUESTS },
    args: ['--no-pull'],
  })
  log = createRequestLog(product)
  browser = await launchBrowser()
  watched = await openPage(browser, product.url)
  page = watched.page
  page.setDefaultTimeout(30_000)
  page.on('requestfinished', (request) => void note(request))
})

afterAll(async () => {
  await browser?.close()
  await product?.stop()
  removeDataDir(dataDir)
  removeDataDir(emptyModels)
})

async function note(request: Request): Promise<void> {
  if (new URL(request.url()).pathname.startsWith('/api/'))
    answered.push({ url: request.url(), ms: request.timing().responseEnd - request.timing().requestStart })
}

const numbered = (index: number): string => String(index).padStart(4, '0')

async function fill(): Promise<void> {
  let next = 0
  const worker = async () => {
    for (let index = next++; index < COUNT; index = next++) {
      await createTemplate(product.url, `many-${numbered(index)}`, PARAMS)
      const name = `rows-${numbered(index)}`
      await ask(`${product.url}/v1/datasets`, {
        body: { namespace: 'default', name, files_url: `hf://datasets/default/${name}/v1`, format: 'jsonl' },
      })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}

const PARAMS = { parallelism: 2, max_retries: 2, request_timeout: 30 }

async function countOf(path: string): Promise<number> {
  const { pagination } = await ask<{ pagination: { total_results: number } }>(
    `${product.url}${path}${path.includes('?') ? '&' : '?'}page_size=1`,
  )
  return pagination.total_results
}

/** Runs `act`, waits for `settled`, and gives the requests to `prefix` that the server saw meanwhile. */
async function requestsOf(prefix: string, act: () => Promise<void>, settled: Locator): Promise<URLSearchParams[]> {
  const mark = log.mark()
  await act()
  await settled.waitFor()
  return log.since(mark, prefix).map((request) => new URL(request.split(' ')[1] ?? '', product.url).searchParams)
}

const node = (id: string): Locator => page.locator(`.react-flow__node[data-id="${id}"]`)
const pagesOf = (queries: readonly URLSearchParams[]): string[] => queries.map((query) => query.get('page') ?? '')

it('2,000 configs and 2,000 datasets are made', { timeout: 2 * WITHIN_MS }, async () => {
  await expect.poll(() => countOf('/api/configs?kind=runtime'), { timeout: WITHIN_MS }).toBe(FIRST.runtime)
  const startedAt = Date.now()

  await fill()

  const seconds = (Date.now() - startedAt) / 1000
  process.stdout.write(
    `filled: ${COUNT} configs and ${COUNT} datasets in ${seconds.toFixed(1)} s, ${Math.round((2 * COUNT) / seconds)}/s\n`,
  )
  expect(await countOf('/api/configs?kind=template')).toBe(COUNT + FIRST.template)
  expect(await countOf('/api/datasets')).toBe(COUNT + FIRST.datasets)
})

describe.each([
  { picker: 'Config', prefix: '/api/configs?', word: 'many', suffix: '_template', beside: FIRST.template + 1 },
  { picker: 'Dataset', prefix: '/api/datasets?', word: 'rows', suffix: '', beside: FIRST.datasets },
])('the $picker picker over 2,000', ({ picker, prefix, word, suffix, beside }) => {
  const list = () => page.getByRole('listbox', { name: 'Choose' })
  const search = () => page.getByRole('combobox', { name: 'Search' })

  beforeAll(async () => {
    if (picker === 'Config') await createTemplate(product.url, NAME, PARAMS)
    const flow = toFlow(`picker-${word}`, [{ prompt: 'a', ideal_response: 'b' }], {})
    const nodes = flow['nodes'] as Record<string, unknown>
    const { evaluator } = nodes
    const id = await createFlow(product.url, {
      ...flow,
      nodes: { evaluator: { ...(evaluator as object), values: {} } },
      edges: {},
      layout: { nodes: { evaluator: { x: 0, y: 0 } } },
    })
    await page.goto(`${product.url}/flows/${id}`)
    await page.getByRole('button', { name: 'Fit' }).click()
  })

  it('opens with one request for the first page', async () => {
    const queries = await requestsOf(
      prefix,
      () => node('evaluator').getByRole('combobox', { name: picker }).click(),
      page.getByText(`${(COUNT + beside).toLocaleString('en')} matches`),
    )

    expect(pagesOf(queries)).toEqual(['1'])
    expect(queries[0]?.get('page_size')).toBe('20')
    await expect.poll(() => list().getByRole('option').count()).toBeGreaterThan(5)
  })

  it('jumps to the last row with one request for each page it shows', async () => {
    const last = Math.ceil((COUNT + beside) / 20)

    const queries = await requestsOf(
      prefix,
      async () => {
        await list().hover()
        await page.mouse.wheel(0, 1_000_000)
      },
      page.locator(`[role="option"][aria-posinset="${COUNT + beside}"]:has(small)`),
    )

    expect(new Set(pagesOf(queries)).size).toBe(queries.length)
    expect(queries.length).toBeLessThanOrEqual(2)
    expect(pagesOf(queries)).toContain(String(last))
  })

  it('finds one by name with one request', async () => {
    const name = `${word}-1234${suffix}`
    const queries = await requestsOf(
      prefix,
      () => search().fill(`${word}-1234`),
      page.getByText('1 match', { exact: true }),
    )

    expect(queries.map((query) => query.get('search'))).toEqual([`${word}-1234`])
    await list().getByRole('option', { name }).click()
    await node('evaluator').getByRole('combobox', { name: picker }).filter({ hasText: name }).waitFor()
  })
})

describe('Config Manager over 2,000', () => {
  const table = () => page.getByRole('table')

  it('opens with one request for the first page, and counts all kinds', async () => {
    const queries = await requestsOf(
      '/api/configs?',
      async () => void (await page.goto(`${product.url}/configs`)),
      table(),
    )

    expect(pagesOf(queries)).toEqual(['1'])
    await page
      .getByRole('tab', { name: /^Templates/ })
      .filter({ hasText: TOTAL_TEMPLATES.toLocaleString('en') })
      .waitFor()
    await page.getByText(`1–25 of ${TOTAL_TEMPLATES.toLocaleString('en')}`).waitFor()
  })

  it('turns a page with one request', async () => {
    const queries = await requestsOf(
      '/api/configs?',
      () => page.getByRole('button', { name: 'Next' }).click(),
      page.getByText(/^26–50 of/),
    )

    expect(pagesOf(queries)).toEqual(['2'])
  })

  it('finds one by name with one request', async () => {
    const queries = await requestsOf(
      '/api/configs?',
      () => page.getByRole('searchbox').fill('many-0777'),
      page.getByText('1 match', { exact: true }),
    )

    expect(queries.map((query) => query.get('search'))).toEqual(['many-0777'])
    await expect
      .poll(() =>
        table()
          .getByRole('row', { name: /many-0777_template/ })
          .count(),
      )
      .toBe(1)
    await expect.poll(() => table().getByRole('row').count()).toBe(2)
  })

  it('shows the kind that is chosen with one request', async () => {
    await page.goto(`${product.url}/configs`)
    await table().waitFor()

    const queries = await requestsOf(
      '/api/configs?',
      () => page.getByRole('tab', { name: /^Runtime/ }).click(),
      page.getByText(`${FIRST.runtime} match`, { exact: true }),
    )

    expect(queries.map((query) => query.get('kind'))).toEqual(['runtime'])
  })
})

describe('a launch among 2,000 configs', () => {
  const runtime = `/v1/evaluation/configs/default/${NAME}_dataset_${NAME}_v1`
  let flowId: string

  async function launch(): Promise<string[]> {
    const mark = log.mark()
    const run = await ask<{ id: string }>(`${product.url}/api/runs`, { body: { flow_id: flowId } })
    await expect
      .poll(async () => (await ask<{ state: string }>(`${product.url}/api/runs/${run.id}`)).state, {
        timeout: WITHIN_MS,
      })
      .toBe('done')
    return log.since(mark, '/v1/evaluation/configs')
  }

  it('looks the runtime config up once, by its name, and creates it', async () => {
    const rows = [{ prompt: 'same words', ideal_response: 'same words' }]
    flowId = await createFlow(product.url, toFlow(NAME, rows, { kind: 'pick', target: 'model:baseline-echo' }))

    const requests = await launch()
    await waitForJob(product.url, NAME, ['completed'], WITHIN_MS)

    expect(requests.filter((request) => request === `GET ${runtime}`)).toHaveLength(1)
    expect(requests.filter((request) => request.startsWith('POST'))).toEqual(['POST /v1/evaluation/configs'])
    // never a list: that would grow with what is stored
    expect(requests.filter((request) => /^GET \/v1\/evaluation\/configs(\?|$)/.test(request))).toEqual([])
  })

  it('looks it up once again and creates nothing', async () => {
    const stored = await countOf('/api/configs?kind=runtime')
    const flow = toFlow(NAME, [{ prompt: 'same words', ideal_response: 'same words' }], {
      kind: 'pick',
      target: 'model:baseline-nearest',
    })
    flowId = await createFlow(product.url, flow)

    const requests = await launch()

    expect(requests.filter((request) => request === `GET ${runtime}`)).toHaveLength(1)
    expect(requests.filter((request) => !request.startsWith('GET'))).toEqual([])
    expect(await countOf('/api/configs?kind=runtime')).toBe(stored)
  })
})

describe('the page', () => {
  it('logged no error and asked no other host', () => {
    expect(watched.errors).toEqual([])
    expect(watched.foreign).toEqual([])
  })

  it('tells how long the answers took', () => {
    const times = answered
      .filter(({ url }) => /\/api\/(configs|datasets)\?/.test(url))
      .map(({ ms }) => ms)
      .toSorted((a, b) => a - b)
    const at = (share: number) => (times[Math.floor(share * (times.length - 1))] ?? Number.NaN).toFixed(0)
    process.stdout.write(`pages and look-ups: ${times.length} answers, p50 ${at(0.5)} ms, slowest ${at(1)} ms\n`)

    expect(times.length).toBeGreaterThan(8)
  })
})

/**
 * Jobs: ticked, compared, filtered by the address; samples of one category walked by keyboard. In both themes, wide and on a
 * phone, without a serious accessibility finding. Screenshots go to `test-results/jobs-compare`.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { ask } from './support/api.ts'
import { launchBrowser, openPage, seriousFindings, type Watched } from './support/browser.ts'
import { newDataDir, type Product, removeDataDir, startProduct } from './support/product.ts'

const WITHIN_MS = 60_000
const SHOTS = join(import.meta.dirname, '../../test-results/jobs-compare')
const ROWS = Array.from({ length: 240 }, (_, index) => ({
  prompt: `Question ${index}`,
  // the first half of the answers of `a`, and three quarters of those of `b`, are right
  a: index % 2 === 0 ? 'right' : 'wrong',
  b: index % 4 === 3 ? 'wrong' : 'right',
  topic: ['art', 'history', 'maths'][index % 3] ?? '',
}))

const dataDir = newDataDir()
let product: Product
let browser: Browser
let ids: string[]

/** Stored answers of one column, checked against `right`. */
async function runJob(column: 'a' | 'b'): Promise<string> {
  const metrics = { check: { type: 'string-check', params: { check: [`{{ item.${column} }}`, 'equals', 'right'] } } }
  const config = {
    namespace: 'default',
    name: `answers_${column}`,
    type: 'custom',
    tasks: { qa: { type: 'data', metrics } },
  }
  const target = { type: 'rows', namespace: 'default', name: `rows_${column}`, rows: ROWS }
  const { id } = await ask<{ id: string }>(`${product.url}/v1/evaluation/jobs`, { body: { config, target } })
  await vi.waitFor(
    async () => {
      const { status, message } = await ask<{ status: string; message: string }>(`${product.url}/api/jobs/${id}`)
      if (status !== 'completed') throw new Error(`${status}: ${message}`)
    },
    { timeout: WITHIN_MS, interval: 200 },
  )
  return id
}

beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true })
  product = await startProduct(dataDir, { args: ['--no-pull'] })
  ids = [await runJob('a'), await runJob('b')]
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await product?.stop()
  removeDataDir(dataDir)
})

const shot = (page: Page, name: string) => page.screenshot({ path: join(SHOTS, `${name}.png`) })

describe.each([
  { theme: 'light' as const, width: 1280, height: 800 },
  { theme: 'dark' as const, width: 1280, height: 800 },
  { theme: 'light' as const, width: 390, height: 844 },
  { theme: 'dark' as const, width: 390, height: 844 },
])('$theme at $width px', ({ theme, ...screen }) => {
  let watched: Watched
  const name = (view: string) => `${view}-${theme}-${screen.width}`
  beforeAll(async () => {
    watched = await openPage(browser, `${product.url}/jobs`, { theme, ...screen })
    watched.page.setDefaultTimeout(30_000)
  })
  afterAll(() => watched?.page.context().close())
  const check = async () => {
    expect(await watched.page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
    expect(await seriousFindings(watched.page)).toEqual([])
  }

  it('compares the jobs that were ticked', async () => {
    const { page } = watched
    for (const column of ['a', 'b'])
      await page
        .getByRole('row', { name: new RegExp(`answers_${column}`) })
        .getByRole('checkbox')
        .click()
    await shot(page, name('jobs'))
    await check()

    await page.getByRole('button', { name: /^Compare 2/ }).click()

    await page.getByText('exact McNemar').waitFor()
    expect(new URL(page.url()).pathname).toBe('/jobs/compare')
    // 60 rows turned right (those with index 1 modulo 4), none wrong
    await page.getByText(/60 better · 0 worse|0 better · 60 worse/).waitFor()
    await shot(page, name('compare'))
    await check()
  })

  it('filters the list by the address', async () => {
    const { page } = watched

    await page.goto(`${product.url}/jobs?config=default%2Fanswers_a&until=2000-01-01`)
    await page.getByText('Nothing matches').waitFor()
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await page.getByRole('row', { name: /answers_b/ }).waitFor()

    expect(new URL(page.url()).searchParams.get('until')).toBe(null)
  })

  it('walks the wrong samples of one category with J, over what was not on screen', async () => {
    const { page } = watched
    await page.goto(`${product.url}/jobs/${ids[0]}?tab=samples&filter=wrong&category=topic%3Dart`)
    await page.getByRole('grid', { name: 'Samples' }).focus()

    // wrong are odd rows, of art every third: 3, 9, 15…
    for (let step = 0; step < 3; step++) {
      await page.keyboard.press('j')
      await expect.poll(() => new URL(page.url()).searchParams.get('sample')).toBe(`qa:${3 + step * 6}`)
    }

    await page.getByText('40 samples').waitFor()
    await shot(page, name('samples'))
    await check()
  })

  it('logged no error and asked no other host', () => {
    expect(watched.errors).toEqual([])
    expect(watched.foreign).toEqual([])
  })
})

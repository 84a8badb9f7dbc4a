/**
 * The tour of docs/tour.md, walked as it is told, from an empty flow to compared jobs and the Config Manager.
 * `EVALFLOW_TOUR=1` writes its pictures to docs/images; otherwise no file is changed.
 */
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { ask, listJobs } from './support/api.ts'
import { launchBrowser, openPage, type Watched } from './support/browser.ts'
import { nodeOn } from './support/flow-pages.ts'
import { newDataDir, type Product, removeDataDir, startProduct } from './support/product.ts'

const WITHIN_MS = 60_000
const IMAGES = join(import.meta.dirname, '../../docs/images')
const isWriting = process.env['EVALFLOW_TOUR'] === '1'

const dataDir = newDataDir()
const emptyModels = newDataDir()
let product: Product
let browser: Browser
let watched: Watched
let page: Page
let flowId: string

beforeAll(async () => {
  product = await startProduct(dataDir, { env: { EVALFLOW_MODELS_DIR: emptyModels }, args: ['--no-pull'] })
  browser = await launchBrowser()
  watched = await openPage(browser, product.url, { width: 1280, height: 800, theme: 'light' })
  page = watched.page
  page.setDefaultTimeout(WITHIN_MS)
  await untilJobs(1)
  flowId = (await ask<{ data: { id: string }[] }>(`${product.url}/api/flows`)).data[0]?.id ?? ''
})

afterAll(async () => {
  await browser?.close()
  await product?.stop()
  removeDataDir(dataDir)
  removeDataDir(emptyModels)
})

const untilJobs = (count: number) =>
  vi.waitFor(
    async () => {
      const done = (await listJobs(product.url)).filter(({ status }) => status === 'completed')
      if (done.length < count) throw new Error(`${done.length} jobs are done.`)
    },
    { timeout: WITHIN_MS, interval: 200 },
  )

async function picture(name: string): Promise<void> {
  await expect.poll(() => page.locator('.ev-skeleton, [aria-busy=true]').count(), { timeout: WITHIN_MS }).toBe(0)
  await page.evaluate('document.fonts.ready.then(() => undefined)')
  const path = join(IMAGES, `tour-${name}.png`)
  await page.screenshot(isWriting ? { path, animations: 'disabled' } : { animations: 'disabled' })
}

describe('the tour', () => {
  it('1. starts with an evaluation that has run', async () => {
    await page.goto(`${product.url}/flows/${flowId}`)
    await nodeOn(page, 'evaluator')
      .getByText(/\d+ of \d+/)
      .waitFor()
    await page.locator('.react-flow__edge').first().waitFor()
    await picture('1-flow')
  })

  it('2. shows the settings of a node beside the canvas', async () => {
    await page.goto(`${product.url}/flows/${flowId}?node=evaluator&tab=inspector`)
    await page.getByRole('tabpanel').first().waitFor()
    await picture('2-settings')
  })

  it('3. makes a template in the dialog, which says what it will create', async () => {
    await page.goto(`${product.url}/configs`)
    await page
      .getByRole('button', { name: /new config/i })
      .first()
      .click()
    await page.getByRole('dialog').getByLabel('Config name').fill('my_first')
    await picture('3-template')
    await page.keyboard.press('Escape')
  })

  it('4. leads from a score to every sample behind it', async () => {
    await page.goto(`${product.url}/flows/${flowId}?node=evaluator&tab=samples`)
    await page.locator('.es-drawer').getByRole('grid').waitFor()
    await picture('4-samples')
  })

  it('5. runs again on another model', async () => {
    await page.goto(`${product.url}/flows/${flowId}?node=model&tab=inspector`)
    const flow = await ask<{ revision: number; flow: { nodes: Record<string, { type: string }> } }>(
      `${product.url}/api/flows/${flowId}`,
    )
    const target = Object.entries(flow.flow.nodes).find(([, { type }]) => type === 'model-target')?.[0] ?? ''
    await ask(`${product.url}/api/flows/${flowId}`, {
      method: 'PATCH',
      body: {
        base_revision: flow.revision,
        change_id: 'tour',
        patches: [{ op: 'add', path: ['nodes', target, 'values', 'target'], value: 'model:baseline-echo' }],
      },
    })
    await nodeOn(page, target).getByText('baseline-echo').first().waitFor()
    await page.getByRole('button', { name: /^Run all/ }).click()
    await untilJobs(2)
    await page.goto(`${product.url}/jobs`)
    await page.getByRole('heading', { name: 'Jobs' }).waitFor()
    await page.getByText('baseline-echo').first().waitFor()
    await picture('5-jobs')
  })

  it('6. compares the two, with intervals and the rows that flipped', async () => {
    const ids = (await listJobs(product.url)).map(({ id }) => id).toReversed()
    await page.goto(`${product.url}/jobs/compare?ids=${ids.join('%2C')}`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.getByRole('table').first().waitFor()
    await picture('6-compare')
  })

  it('7. keeps templates and their runtime configs in the Config Manager', async () => {
    await page.goto(`${product.url}/configs?kind=template`)
    await page.getByText('first_evaluation_template').first().waitFor()
    await picture('7-configs')
  })

  it('logged no error and asked no other host', () => {
    expect(watched.errors).toEqual([])
    expect(watched.foreign).toEqual([])
  })
})

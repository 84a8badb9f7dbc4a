/** Addresses that lead back to what was shown, and one table of commands behind keys, sheet and palette. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { ask, jobOf, listSamples } from './support/api.ts'
import { launchBrowser, openPage, type Watched } from './support/browser.ts'
import { nodeOn, openFlowPage, storedFlow, storeFlow } from './support/flow-pages.ts'
import { newDataDir, type Product, removeDataDir, startProduct } from './support/product.ts'

const WITHIN_MS = 30_000
const FLOW = 'linked'

const dataDir = newDataDir()
const emptyModels = newDataDir()
let product: Product
let browser: Browser
let flowId: string
let jobId: string
const watched: Watched[] = []

beforeAll(async () => {
  product = await startProduct(dataDir, { env: { EVALFLOW_MODELS_DIR: emptyModels }, args: ['--no-pull'] })
  browser = await launchBrowser()
  flowId = await storeFlow(product.url, FLOW)
  await ask(`${product.url}/api/runs`, { body: { flow_id: flowId } })
  await vi.waitFor(
    async () => {
      const job = await jobOf(product.url, FLOW)
      if (job?.status !== 'completed') throw new Error(`The job is ${job?.status}.`)
      jobId = job.id
    },
    { timeout: WITHIN_MS, interval: 200 },
  )
})

afterAll(async () => {
  await browser?.close()
  await product?.stop()
  removeDataDir(dataDir)
  removeDataDir(emptyModels)
})

async function open(path: string): Promise<Page> {
  const tab = await openPage(browser, product.url + path)
  watched.push(tab)
  tab.page.setDefaultTimeout(WITHIN_MS)
  return tab.page
}
const searchOf = (page: Page) => Object.fromEntries(new URL(page.url()).searchParams)

describe('an address', () => {
  it('of a node opens its panel, selects it and brings it into view', async () => {
    const page = await open(`/flows/${flowId}?node=model`)

    await page.locator('.react-flow__node.selected[data-id="model"]').waitFor()
    await page.locator('.es-drawer').getByRole('heading', { name: 'Model Target' }).waitFor()
    const [canvas, node] = [await page.locator('.ef-canvas').boundingBox(), await nodeOn(page, 'model').boundingBox()]
    expect(node?.x).toBeGreaterThan(canvas?.x ?? Infinity)
    expect((node?.x ?? 0) + (node?.width ?? 0)).toBeLessThan((canvas?.x ?? 0) + (canvas?.width ?? 0))
  })

  it.each(['inspector', 'scores', 'samples', 'output', 'log'])(
    'of the tab %s of a node opens that tab',
    async (tab) => {
      const page = await open(`/flows/${flowId}?node=evaluator&tab=${tab}`)

      await page.locator('.es-drawer [role="tab"][aria-selected="true"]').waitFor()
      const chosen = page.locator('.es-drawer [role="tabpanel"]:not([hidden])')
      await chosen.waitFor()
      expect(await chosen.getAttribute('id')).toContain(tab)
      expect(searchOf(page)).toEqual({ node: 'evaluator', tab })
    },
  )

  it.each([
    ['problems', 'Problems'],
    ['versions', 'Versions'],
  ])('of the panel %s opens it', async (tab, title) => {
    const page = await open(`/flows/${flowId}?tab=${tab}`)

    await page.getByRole('heading', { name: title, exact: true }).waitFor()
  })

  it('follows what is opened, so that a reload gives the same', async () => {
    const page = await open(`/flows/${flowId}`)
    await nodeOn(page, 'evaluator')
      .getByRole('button', { name: /details/i })
      .click()
    await page.getByRole('tab', { name: /^Samples/ }).click()
    await expect.poll(() => searchOf(page), { timeout: WITHIN_MS }).toEqual({ node: 'evaluator', tab: 'samples' })

    await page.reload()
    await page.getByRole('tab', { name: /^Samples/, selected: true }).waitFor()
  })

  it('of a node that was removed says so, and closing leads to the flow', async () => {
    const page = await open(`/flows/${flowId}?node=removed-long-ago&tab=output`)

    await page.getByText('This node is not in the flow any more').first().waitFor()
    await page.getByText('The link names “removed-long-ago”').waitFor()
    await nodeOn(page, 'evaluator').waitFor()
    await page.locator('.es-drawer').getByRole('button', { name: 'Close' }).click()
    await expect.poll(() => searchOf(page), { timeout: WITHIN_MS }).toEqual({})
  })

  it('of a job, its tab, its filter and one sample shows exactly these', async () => {
    const [sample] = await listSamples(product.url, jobId)
    const place = `${sample?.task}:${sample?.index}`
    const wrong = await open(`/jobs/${jobId}?tab=samples&filter=wrong`)
    await wrong.getByRole('tab', { name: /^Samples/, selected: true }).waitFor()
    await wrong.getByText('b', { exact: true }).first().waitFor()
    expect(searchOf(wrong)).toMatchObject({ tab: 'samples', filter: 'wrong' })

    const one = await open(`/jobs/${jobId}?tab=samples&sample=${encodeURIComponent(place)}`)
    await one.getByRole('grid', { name: 'Samples' }).locator('[aria-selected="true"]').waitFor()
    expect(searchOf(one)['sample']).toBe(place)
  })

  it.each([
    ['a flow', '/flows/flow-none'],
    ['a job', '/jobs/job-none'],
    ['a page', '/nowhere'],
  ])('of %s that is not there says so and leads on', async (_what, path) => {
    const page = await open(path)

    await page
      .getByText(/There is nothing here|not found|no job/i)
      .first()
      .waitFor()
    expect(await page.getByRole('link').count()).toBeGreaterThan(0)
  })
})

describe('the table of commands', () => {
  /** docs/keyboard.md is written from the table itself (packages/editor, keyboard-docs.test). */
  const rows = readFileSync(join(import.meta.dirname, '../../docs/keyboard.md'), 'utf8')
    .split('\n')
    .flatMap((line) => /^\| ([^|]+) \| (`.+) \|$/.exec(line)?.slice(1, 3) ?? [])
  const actions = rows.filter((_cell, at) => at % 2 === 0).map((cell) => cell.trim())

  it('is the `?` sheet, line by line', async () => {
    const page = await openFlowPage(browser, `${product.url}/flows/${flowId}`, watched)
    await page.mouse.click(700, 690)
    await page.keyboard.press('?')
    const sheet = page.getByRole('dialog')
    await sheet.waitFor()
    const named = await sheet.locator('dt').allTextContents()

    expect(actions.length).toBeGreaterThan(50)
    expect(actions.filter((action) => !named.includes(action))).toEqual([])
  })

  /** What cannot be done on this canvas as it is now (nothing was changed, grouped or run), or is a matter of keys alone. */
  const NOT_OFFERED = [
    /^(Stop selected|Stop all|Undo|Redo|Rename|Ungroup|Rename group|Collapse or open group|Clear selection|Open details)$/,
    /^Move (far )?(left|right|up|down)$/,
    /^Commands$/,
  ]

  it('is the palette, line by line, but for what cannot be done now', async () => {
    const page = await openFlowPage(browser, `${product.url}/flows/${flowId}`, watched)
    await page.mouse.click(700, 690)
    await page.keyboard.press('Control+a')
    await page.keyboard.press('Control+k')
    await page.locator('.ef-commands-input').waitFor()
    const missing: string[] = []
    for (const action of actions) {
      await page.locator('.ef-commands-input').fill(action)
      if ((await page.locator('.ef-commands-list').getByText(action, { exact: true }).count()) === 0)
        missing.push(action)
    }

    expect(missing.filter((action) => !NOT_OFFERED.some((pattern) => pattern.test(action)))).toEqual([])
  })

  it('drives the handler: a key given to another command works at once, over a reload, and back', async () => {
    const page = await openFlowPage(browser, `${product.url}/flows/${flowId}`, watched)
    const selected = () => page.locator('.react-flow__node.selected').count()
    await page.mouse.click(700, 690)
    await page.keyboard.press('?')
    await page.getByRole('button', { name: 'Change the key of “Select all”' }).click()
    await page.keyboard.press('q')
    await page.keyboard.press('Escape')
    await page.keyboard.press('q')
    await expect.poll(selected, { timeout: WITHIN_MS }).toBe(3)

    await page.reload()
    await nodeOn(page, 'evaluator').waitFor()
    await page.mouse.click(700, 690)
    await page.keyboard.press('q')
    await expect.poll(selected, { timeout: WITHIN_MS }).toBe(3)

    await page.keyboard.press('?')
    await page.getByRole('button', { name: 'Standard keys for all' }).click()
    await page.keyboard.press('Escape')
    await page.mouse.click(700, 690)
    await page.keyboard.press('q')
    expect(await selected()).toBe(0)
    await page.keyboard.press('Control+a')
    await expect.poll(selected, { timeout: WITHIN_MS }).toBe(3)
  })

  it('does not fire while a field is typed in', async () => {
    const page = await openFlowPage(browser, `${product.url}/flows/${flowId}`, watched)
    const before = await storedFlow(product.url, flowId)
    await page.getByRole('combobox', { name: 'Find a component' }).click()
    await page.keyboard.type('tfn.vblc1?')

    expect(await page.getByRole('dialog').count()).toBe(0)
    expect(await storedFlow(product.url, flowId)).toEqual(before)
  })
})

it('the pages asked no other host and logged no error but for what is not there', () => {
  expect(watched.flatMap(({ foreign }) => foreign)).toEqual([])
  expect(watched.flatMap((tab) => tab.errors).filter((text) => !/status of 404/.test(text))).toEqual([])
})

/** Work on the canvas that other suites do not hold: clipboard between tabs, parts of a run, freezing, outputs, groups. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listJobs } from './support/api.ts'
import { launchBrowser, type Watched } from './support/browser.ts'
import {
  centerOf,
  drag,
  nodeOn,
  openFlowPage,
  portOn,
  type StoredFlow,
  storedFlow,
  storeFlow,
} from './support/flow-pages.ts'
import { newDataDir, type Product, removeDataDir, startProduct } from './support/product.ts'

const WITHIN_MS = 30_000

const dataDir = newDataDir()
const emptyModels = newDataDir()
let product: Product
let browser: Browser
const watched: Watched[] = []

beforeAll(async () => {
  product = await startProduct(dataDir, { env: { EVALFLOW_MODELS_DIR: emptyModels }, args: ['--no-pull'] })
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  await product?.stop()
  removeDataDir(dataDir)
  removeDataDir(emptyModels)
})

async function openFlow(name: string): Promise<{ id: string; page: Page }> {
  const id = await storeFlow(product.url, name)
  return { id, page: await openFlowPage(browser, `${product.url}/flows/${id}`, watched) }
}
const stored = (id: string) => storedFlow(product.url, id)
const untilStored = (id: string, holds: (flow: StoredFlow) => boolean) =>
  expect.poll(async () => holds(await stored(id)), { timeout: WITHIN_MS, interval: 50 }).toBe(true)
const select = (page: Page, node: string) => nodeOn(page, node).locator('.ef-head').click()
const badge = (page: Page, node: string) => nodeOn(page, node).locator('.ef-head')

async function nodeMenu(page: Page, node: string, entry: RegExp): Promise<void> {
  await nodeOn(page, node).locator('.ef-head').click({ button: 'right' })
  await page.getByRole('menuitem', { name: entry }).click()
}

/** The run is over when the button that starts one is there again. */
async function untilIdle(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Run all/ }).waitFor()
}
const jobsOf = async (name: string) =>
  (await listJobs(product.url)).filter(({ config }) => config.startsWith(`default/${name}_dataset_`)).length

describe('the clipboard', () => {
  it('holds typed JSON, which another flow in another tab takes with its wires, names new and values kept', async () => {
    const one = await openFlow('copied')
    const other = await openFlow('pasted-into')
    await one.page.bringToFront()
    await one.page.mouse.click(700, 690)
    await one.page.keyboard.press('Control+a')
    await one.page.keyboard.press('Control+c')
    const text = await one.page.evaluate<string>('navigator.clipboard.readText()')
    expect(JSON.parse(text)).toMatchObject({ schema: expect.stringMatching(/^evalflow\./) })

    await other.page.bringToFront()
    await other.page.mouse.click(700, 690)
    await other.page.keyboard.press('Control+v')

    await untilStored(
      other.id,
      ({ nodes, edges }) => Object.keys(nodes).length === 6 && Object.keys(edges).length === 4,
    )
    const flow = await stored(other.id)
    const added = Object.entries(flow.nodes).filter(([id]) => !['dataset', 'model', 'evaluator'].includes(id))
    expect(added.map(([, { type }]) => type).toSorted()).toEqual(['dataset-creator', 'evaluator', 'model-target'])
    expect(added.find(([, { type }]) => type === 'evaluator')?.[1].values['config']).toBe('default/copied_template')
    const ids = new Set(added.map(([id]) => id))
    const wires = Object.values(flow.edges).filter(({ source }) => ids.has(source.node))
    expect(wires.map(({ target }) => ids.has(target.node))).toEqual([true, true])
    await other.page.keyboard.press('Control+z')
    await untilStored(
      other.id,
      ({ nodes, edges }) => Object.keys(nodes).length === 3 && Object.keys(edges).length === 2,
    )
  })

  it.each([
    ['words', 'just some words'],
    ['JSON of something else', '{"nodes":[{"id":1}],"edges":[]}'],
    ['a broken fragment', '{"schema":"evalflow.fragment/1","nodes":7}'],
  ])('with %s of another program changes nothing', async (name, text) => {
    const { id, page } = await openFlow(`foreign-${name.replaceAll(' ', '-').toLowerCase()}`)
    const before = await stored(id)
    await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`)
    await page.mouse.click(700, 690)
    await page.keyboard.press('Control+v')
    // a change after it is stored, and it is the only one
    await page.getByLabel('Name of the flow').fill('named after the paste')
    await expect
      .poll(async () => (await stored(id)) as unknown as { name: string }, { timeout: WITHIN_MS })
      .toMatchObject({ name: 'named after the paste' })

    expect({ ...(await stored(id)), name: '' }).toEqual({ ...before, name: '' })
  })

  it('is a field’s own while a field has the focus', async () => {
    const { id, page } = await openFlow('field-clipboard')
    await select(page, 'model')
    await page.keyboard.press('Control+c')
    await page.getByLabel('Name of the flow').fill('')
    await page.keyboard.press('Control+v')

    expect(await page.getByLabel('Name of the flow').inputValue()).toContain('model-target')
    expect(Object.keys((await stored(id)).nodes)).toHaveLength(3)
  })
})

describe('a run', () => {
  it('of one node runs what it needs and nothing after it', async () => {
    const { page } = await openFlow('run-one')
    await nodeMenu(page, 'dataset', /^Run selected/)

    await badge(page, 'dataset')
      .getByText(/Uploaded|Done/)
      .waitFor()
    await untilIdle(page)
    expect(await jobsOf('run-one')).toBe(0)
    expect(await nodeOn(page, 'model').locator('.ef-head .ev-state').count()).toBe(0)
  })

  it('from a node runs it and all after it, and uses what is there before it', async () => {
    const { page } = await openFlow('run-from')
    await page.getByRole('button', { name: /^Run all/ }).click()
    await expect.poll(() => jobsOf('run-from'), { timeout: WITHIN_MS }).toBe(1)
    await badge(page, 'evaluator').getByText('Done').waitFor()
    await untilIdle(page)
    const [request] = await Promise.all([
      page.waitForRequest((sent) => sent.method() === 'POST' && sent.url().includes('/runs')),
      nodeMenu(page, 'evaluator', /^Run from here/),
    ])

    expect(request.postDataJSON()).toMatchObject({ only: ['evaluator'] })
    await badge(page, 'evaluator').getByText('Done').waitFor()
    await untilIdle(page)
  })

  it('shows what a node gave as table, JSON and text, with its size, to copy', async () => {
    const { page } = await openFlow('outputs')
    await nodeMenu(page, 'dataset', /^Run selected/)
    await badge(page, 'dataset')
      .getByText(/Uploaded|Done/)
      .waitFor()
    await nodeOn(page, 'dataset')
      .getByRole('button', { name: /details/i })
      .click()
    await page.getByRole('tab', { name: 'Output' }).click()
    const output = page.getByRole('region', { name: 'dataset', exact: true }).first()

    await output.getByRole('button', { name: 'JSON' }).click()
    const json = JSON.parse((await output.locator('pre').textContent()) ?? '') as { files_url?: string }
    expect(json.files_url).toContain('hf://datasets/')
    await output
      .getByText(/\d B|kB/)
      .first()
      .waitFor()
    await output.getByRole('button', { name: 'Text' }).click()
    expect(await output.locator('pre').textContent()).toContain('hf://datasets/')
    await output.getByRole('button', { name: 'Table' }).click()
    await output.getByRole('rowheader', { name: 'files_url' }).waitFor()
  })
})

describe('a frozen node', () => {
  it('gives what it gave without running again, says so, and runs when it is thawed', async () => {
    const { id, page } = await openFlow('frozen')
    await page.getByRole('button', { name: /^Run all/ }).click()
    await badge(page, 'evaluator').getByText('Done').waitFor()
    await untilIdle(page)
    const before = (await listJobs(product.url)).filter(({ config }) => config.startsWith('default/frozen_dataset_'))

    await nodeMenu(page, 'evaluator', /^Freeze/)
    await nodeOn(page, 'evaluator').getByLabel('Frozen').waitFor()
    await untilStored(id, ({ nodes }) => nodes['evaluator']?.frozen === true)
    await page.getByRole('button', { name: /^Run all/ }).click()
    await badge(page, 'evaluator').getByText('cached').waitFor()
    await untilIdle(page)
    const frozen = (await listJobs(product.url)).filter(({ config }) => config.startsWith('default/frozen_dataset_'))
    expect(frozen).toEqual(before)
    await nodeOn(page, 'evaluator')
      .getByText(/accuracy|string-check/)
      .first()
      .waitFor()

    await nodeMenu(page, 'evaluator', /^Unfreeze/)
    await nodeOn(page, 'evaluator').getByLabel('Frozen').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: /^Run all/ }).click()
    await badge(page, 'evaluator').getByText('Done').waitFor()
    await untilIdle(page)
    expect(await nodeOn(page, 'evaluator').locator('.ef-head').getByText('cached').count()).toBe(0)
  })
})

describe('a group', () => {
  it('collapses to a card at which a wire is moved and taken back, kept over a reload', async () => {
    const { id, page } = await openFlow('group-card')
    await select(page, 'model')
    await page.keyboard.press('Control+d')
    await untilStored(id, ({ nodes }) => Object.keys(nodes).length === 4)
    const copy =
      Object.keys((await stored(id)).nodes).find((key) => !['dataset', 'model', 'evaluator'].includes(key)) ?? ''
    await select(page, 'evaluator')
    await page.keyboard.press('Control+g')
    await page.keyboard.press('c')
    const row = page.locator('.ef-group-card .ef-dot[data-handleid="evaluator/target"]')
    await row.waitFor()
    await page.keyboard.press('f')
    await untilStored(id, ({ groups }) => Object.values(groups)[0]?.collapsed === true)
    const sourceOf = async () => {
      const wires = Object.values((await stored(id)).edges).filter(({ target }) => target.port === 'target')
      return wires.map(({ source, target }) => `${source.node}>${target.node}`).join()
    }

    await drag(page, await centerOf(portOn(page, copy, 'target')), await centerOf(row))
    await expect.poll(sourceOf, { timeout: WITHIN_MS }).toBe(`${copy}>evaluator`)
    await page.keyboard.press('Control+z')
    await expect.poll(sourceOf, { timeout: WITHIN_MS }).toBe('model>evaluator')

    await page.reload()
    await row.waitFor()
    await page.locator('.react-flow__edge').first().waitFor()
    expect(await page.locator('.react-flow__edge').count()).toBe(2)
  })
})

it('the pages asked no other host and logged no error', () => {
  expect(watched.flatMap(({ foreign }) => foreign)).toEqual([])
  expect(watched.flatMap((tab) => tab.errors)).toEqual([])
})

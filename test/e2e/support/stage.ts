/**
 * One built product and one browser for the lines of a file, and what a hand does on the canvas.
 *
 * `product` and `browser` are live bindings: they are there from `beforeAll` on, and `restart` puts another product in place.
 */
import type { FlowRecord } from '@evalflow/contract'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ask } from './api.ts'
import { launchBrowser, openPage, type Watched } from './browser.ts'
import { createFlow, toFlow } from './flows.ts'
import { newDataDir, type Product, removeDataDir, startProduct } from './product.ts'

export const PAGE_MS = 30_000
export const ROWS = [{ prompt: 'a', ideal_response: 'b' }]
const UNDO_WITHIN_MS = 10_000

const dataDir = newDataDir()
export const emptyModels = newDataDir()
export let product: Product
export let browser: Browser
const watched: Watched[] = []

/** To be called once by each file of lines, after its tests were declared: the last of them looks at every page opened. */
export function useStage(): void {
  beforeAll(async () => {
    await restart()
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await product?.stop()
    removeDataDir(dataDir)
    removeDataDir(emptyModels)
  })
  it('no page asked another host, nor logged an error but that of the server being away', () => {
    expect(watched.flatMap(({ foreign }) => foreign)).toEqual([])
    expect(watched.flatMap(({ errors }) => errors).filter((text) => !/net::ERR_|status of 409/.test(text))).toEqual([])
  })
}

/** Starts the product on the same data directory; stop the one before. */
export async function restart(): Promise<void> {
  product = await startProduct(dataDir, { env: { EVALFLOW_MODELS_DIR: emptyModels }, args: ['--no-pull'] })
}

export const node = (page: Page, id: string): Locator => page.locator(`.react-flow__node[data-id="${id}"]`)
export const dot = (page: Page, id: string, port: string, side: 'in' | 'out'): Locator =>
  node(page, id).locator(`[data-handleid="${port}"][data-side="${side}"]`)
export const stored = (id: string) => ask<FlowRecord>(`${product.url}/api/flows/${id}`)
export const documentOf = async (id: string) => (await stored(id)).flow as unknown as StoredFlow
export const untilSaved = (page: Page) => page.getByText(/^Saved · v\d+/).waitFor()

export interface StoredFlow {
  name: string
  nodes: Record<string, { type: string; name?: string; values: Record<string, unknown> }>
  edges: Record<string, unknown>
  groups: Record<string, unknown>
  layout: { nodes: Record<string, { x: number; y: number }> }
}

export async function open(path: string, options: Parameters<typeof openPage>[2] = {}): Promise<Page> {
  const tab = await openPage(browser, product.url + path, options)
  tab.page.setDefaultTimeout(PAGE_MS)
  watched.push(tab)
  return tab.page
}

/** A stored flow of Dataset Creator, Model Target and Evaluator, open in a tab of its own. */
export async function openFlow(name: string, rows = ROWS): Promise<{ id: string; page: Page }> {
  const id = await createFlow(product.url, toFlow(name, rows, { kind: 'pick', target: 'model:baseline-nearest' }))
  const page = await open(`/flows/${id}`)
  await node(page, 'evaluator').waitFor()
  return { id, page }
}

export async function centerOf(locator: Locator): Promise<{ x: number; y: number }> {
  const box = await locator.boundingBox()
  if (!box) throw new Error('The element is not on the page.')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

export async function drag(page: Page, from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 })
  await page.mouse.move(to.x, to.y, { steps: 4 })
  await page.mouse.up()
}

export const bench = async (nodes: number, view = ''): Promise<Page> => {
  const page = await open(`/?bench=${nodes}${view}`)
  // by polling from here: the page's content security policy lets nothing be evaluated from inside
  await until(page, 'window.__editorBench?.ready === true')
  return page
}

export async function until(page: Page, expression: string): Promise<void> {
  await expect.poll(() => page.evaluate(expression), { timeout: PAGE_MS, interval: 50 }).toBe(true)
}

export async function rename(page: Page, id: string, name: string): Promise<void> {
  await node(page, id).locator('.ef-head b').dblclick()
  await page.getByRole('textbox', { name: 'Name of the node' }).fill(name)
  await page.keyboard.press('Enter')
}

/** Adds a component by slash and letters; gives the id of its node. */
export async function addBy(page: Page, letters: string): Promise<string> {
  const known = new Set(
    await page.locator('.react-flow__node').evaluateAll((list) => list.map((item) => item.getAttribute('data-id'))),
  )
  await page.keyboard.press('Escape')
  await page.locator('.react-flow__pane').click({ position: { x: 500, y: 640 } })
  await page.keyboard.press('/')
  await page.keyboard.type(letters)
  await page.keyboard.press('Enter')
  const added = page.locator('.react-flow__node.selected')
  await expect.poll(async () => known.has(await added.getAttribute('data-id'))).toBe(false)
  return (await added.getAttribute('data-id')) ?? ''
}

export async function untilStored(id: string, holds: (flow: StoredFlow) => boolean): Promise<void> {
  await expect.poll(async () => holds(await documentOf(id)), { timeout: UNDO_WITHIN_MS, interval: 50 }).toBe(true)
}

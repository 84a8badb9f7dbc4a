/** Flow pages of the canvas proofs: a stored flow on a baseline, open in a tab, and what the server has of it. */
import type { FlowRecord } from '@evalflow/contract'
import type { Browser, Locator, Page } from 'playwright-core'
import { ask } from './api.ts'
import { openPage, type Watched } from './browser.ts'
import { createFlow, createTemplate, toFlow } from './flows.ts'

const PAGE_MS = 30_000
const ROWS = [
  { prompt: 'a', ideal_response: 'a' },
  { prompt: 'b', ideal_response: 'c' },
]

export interface Point {
  x: number
  y: number
}
export interface StoredFlow {
  nodes: Record<string, { type: string; name?: string; frozen?: boolean; values: Record<string, unknown> }>
  edges: Record<string, { source: { node: string; port: string }; target: { node: string; port: string } }>
  groups: Record<string, { nodes: string[]; collapsed?: boolean }>
  layout: { nodes: Record<string, Point> }
}

/** Dataset Creator → Evaluator ← Model Target on the baseline that repeats the prompt, with its template. */
export async function storeFlow(url: string, name: string): Promise<string> {
  await createTemplate(url, name, { parallelism: 1, max_retries: 0, request_timeout: 10 })
  return createFlow(url, toFlow(name, ROWS, { kind: 'pick', target: 'model:baseline-echo' }))
}

export async function openFlowPage(browser: Browser, url: string, watched: Watched[] = []): Promise<Page> {
  const tab = await openPage(browser, url)
  watched.push(tab)
  tab.page.setDefaultTimeout(PAGE_MS)
  await nodeOn(tab.page, 'evaluator').waitFor()
  return tab.page
}

export const nodeOn = (page: Page, id: string): Locator => page.locator(`.react-flow__node[data-id="${id}"]`)
export const portOn = (page: Page, node: string, port: string): Locator =>
  nodeOn(page, node).locator(`.ef-dot[data-handleid="${port}"]`)

export async function storedFlow(url: string, id: string): Promise<StoredFlow> {
  return (await ask<FlowRecord>(`${url}/api/flows/${id}`)).flow as unknown as StoredFlow
}

export async function centerOf(locator: Locator): Promise<Point> {
  const box = await locator.boundingBox()
  if (!box) throw new Error('The element is not on the page.')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

export async function drag(page: Page, from: Point, to: Point): Promise<void> {
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 })
  await page.mouse.move(to.x, to.y, { steps: 4 })
  await page.mouse.up()
}

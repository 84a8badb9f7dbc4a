/** What a flow page keeps and shows: undo over reloads, work over crashes, versions, files, problems, a second tab. */
import type { FlowRecord } from '@evalflow/contract'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask } from './support/api.ts'
import { launchBrowser, openPage, type Watched } from './support/browser.ts'
import { createFlow, toFlow } from './support/flows.ts'
import { newDataDir, type Product, removeDataDir, startProduct } from './support/product.ts'

const RETURN_MS = 5000
const LIVE_MS = 2000
/** A loaded machine needs longer for a page than the product does for its work. */
const PAGE_MS = 30_000
const ROWS = [{ prompt: 'a', ideal_response: 'b' }]

const dataDir = newDataDir()
const emptyModels = newDataDir()
const start = () => startProduct(dataDir, { env: { EVALFLOW_MODELS_DIR: emptyModels }, args: ['--no-pull'] })
let product: Product
let browser: Browser
const watched: Watched[] = []

beforeAll(async () => {
  product = await start()
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  await product?.stop()
  removeDataDir(dataDir)
  removeDataDir(emptyModels)
})

/** A flow of three nodes, open in a tab of its own. */
async function openFlow(name: string): Promise<{ id: string; page: Page }> {
  const id = await createFlow(product.url, toFlow(name, ROWS, {}))
  return { id, page: await openTab(id) }
}

async function openTab(id: string, like?: Page): Promise<Page> {
  const url = `${product.url}/flows/${id}`
  if (like) {
    const page = await like.context().newPage()
    page.setDefaultTimeout(PAGE_MS)
    await page.goto(url)
    return ready(page)
  }
  const tab = await openPage(browser, url)
  watched.push(tab)
  tab.page.setDefaultTimeout(PAGE_MS)
  return ready(tab.page)
}

async function ready(page: Page): Promise<Page> {
  await page.getByLabel('Name of the flow').waitFor()
  await node(page, 'evaluator').waitFor()
  return page
}

const node = (page: Page, id: string) => page.locator(`.react-flow__node[data-id="${id}"]`)
const stored = (id: string) => ask<FlowRecord>(`${product.url}/api/flows/${id}`)
const storedName = async (id: string) => (await stored(id)).flow as { name: string; description: string }
const nameField = (page: Page) => page.getByLabel('Name of the flow')
const saved = (page: Page, revision: number) => page.getByText(`Saved · v${revision}`).waitFor()
const untilStored = (id: string, name: string, timeout: number) =>
  expect.poll(async () => (await storedName(id)).name, { timeout, interval: 50 }).toBe(name)

describe('undo', () => {
  it('survives a reload, and gives back exactly what was there', async () => {
    const { id, page } = await openFlow('undo-reload')
    await nameField(page).fill('renamed')
    await saved(page, 2)

    await page.reload()
    await ready(page)
    await page.getByRole('button', { name: 'Undo' }).click()

    await untilStored(id, 'undo-reload', PAGE_MS)
    await page.getByRole('button', { name: 'Redo' }).click()
    await untilStored(id, 'renamed', PAGE_MS)
  })

  it('is forgotten when the flow was changed elsewhere meanwhile', async () => {
    const { id, page } = await openFlow('undo-elsewhere')
    await nameField(page).fill('renamed')
    await saved(page, 2)
    await page.close()
    await ask(`${product.url}/api/flows/${id}`, {
      method: 'PATCH',
      body: { base_revision: 2, patches: [{ op: 'replace', path: ['name'], value: 'theirs' }], change_id: 'x' },
    })

    const again = await openTab(id, watched.at(-1)?.page)

    expect(await again.getByRole('button', { name: 'Undo' }).isDisabled()).toBe(true)
    expect(await nameField(again).inputValue()).toBe('theirs')
  })
})

describe('work that the server did not get', () => {
  it('is sent within 5 s of its return, without a gesture', async () => {
    const { id, page } = await openFlow('server-killed')
    await product.stop('SIGKILL')
    await nameField(page).fill('typed while away')
    await page.getByText('Not saved').waitFor()

    product = await start()

    await untilStored(id, 'typed while away', RETURN_MS)
  })

  it('is offered again when the tab was closed and opened meanwhile, with its undo', async () => {
    const { id, page } = await openFlow('tab-killed')
    await product.stop('SIGKILL')
    await nameField(page).fill('typed, then closed')
    await page.close()
    product = await start()

    const again = await openTab(id, watched.at(-1)?.page)

    await again.getByText('Changes that had not been saved were restored').waitFor()
    await untilStored(id, 'typed, then closed', PAGE_MS)
  })
})

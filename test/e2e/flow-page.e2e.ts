/** What a flow page keeps and shows: undo over reloads, work over crashes, versions, files, problems, a second tab. */
import type { FlowRecord } from '@evalflow/contract'
import { readFileSync } from 'node:fs'
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

describe('a second tab', () => {
  it('is told of a change within 2 s, and merges its own into it without asking', async () => {
    const { id, page } = await openFlow('two-tabs')
    const other = await openTab(id, page)
    await page.getByLabel(/has this flow open/).waitFor()

    await nameField(page).fill('from the first')
    await saved(page, 2)
    const savedAt = Date.now()
    await expect.poll(() => nameField(other).inputValue(), { timeout: LIVE_MS, interval: 20 }).toBe('from the first')
    process.stdout.write(`second tab: shown ${Date.now() - savedAt} ms after the save\n`)

    // different things at once: both stay
    await renameNode(page, 'dataset', 'Mine')
    await renameNode(other, 'model', 'Theirs')
    await expect
      .poll(() => namesOf(id), { timeout: PAGE_MS, interval: 50 })
      .toEqual({ dataset: 'Mine', model: 'Theirs' })
    for (const tab of [page, other]) {
      await node(tab, 'dataset').getByText('Mine', { exact: true }).waitFor()
      await node(tab, 'model').getByText('Theirs', { exact: true }).waitFor()
      expect(await tab.getByRole('dialog').count()).toBe(0)
    }
    await other.close()
  })

  it('shows on the canvas what the other has selected', async () => {
    const { id, page } = await openFlow('presence')
    const other = await openTab(id, page)
    await other.getByLabel(/has this flow open/).waitFor()
    await node(other, 'model').locator('.ef-head').click()

    await node(page, 'model')
      .getByLabel(/has this selected/)
      .waitFor()
    await other.close()
    await node(page, 'model')
      .getByLabel(/has this selected/)
      .waitFor({ state: 'detached' })
  })

  it('shows both values where both changed the same field, and drops neither', async () => {
    const { id, page } = await openFlow('conflict')
    const isSave = (url: URL) => url.pathname === `/api/flows/${id}`
    await page.route(isSave, (route) => (route.request().method() === 'PATCH' ? route.abort() : route.continue()))
    await nameField(page).fill('mine')
    await page.getByText('Not saved').waitFor()
    await ask(`${product.url}/api/flows/${id}`, {
      method: 'PATCH',
      body: { base_revision: 1, patches: [{ op: 'replace', path: ['name'], value: 'theirs' }], change_id: 'y' },
    })
    await page.unroute(isSave)

    const dialog = page.getByRole('dialog')
    await dialog.getByText('mine', { exact: true }).waitFor()
    await dialog.getByText('theirs', { exact: true }).waitFor()
    await dialog.getByRole('button', { name: 'Take theirs' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect(await nameField(page).inputValue()).toBe('theirs')
    await page.getByRole('button', { name: 'Undo' }).click()

    await untilStored(id, 'mine', PAGE_MS)
  })
})

describe('versions', () => {
  it('are listed, named, compared, looked at and restored, and restoring can be undone', async () => {
    const { id, page } = await openFlow('versions')
    await renameNode(page, 'dataset', 'Tickets')
    await saved(page, 2)

    await flowMenu(page, 'Versions')
    await page.getByLabel('Name for the current version').fill('Before the rewrite')
    await page.getByRole('button', { name: 'Name it' }).click()
    await page.getByRole('button', { name: /Before the rewrite/ }).waitFor()
    await page.getByRole('button', { name: /^v1\b/ }).click()

    const diff = page.getByRole('group', { name: 'From v1 to now' })
    await diff.getByText('Tickets').first().waitFor()
    expect(await diff.locator('.esf-change').count()).toBe(1)
    const old = page.getByRole('region', { name: 'v1, read-only' })
    await old.locator('.react-flow__node').first().waitFor()
    expect(await old.getByText('Tickets').count()).toBe(0)
    await old.getByRole('button', { name: 'Restore v1' }).click()

    await expect.poll(() => namesOf(id), { timeout: PAGE_MS, interval: 50 }).toEqual({})
    await page.getByRole('banner').getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => namesOf(id), { timeout: PAGE_MS, interval: 50 }).toEqual({ dataset: 'Tickets' })
  })
})

describe('files', () => {
  it('are exported in both forms, and come back as a new flow after a look', async () => {
    const { id, page } = await openFlow('files')
    const [download] = await Promise.all([page.waitForEvent('download'), flowMenu(page, 'Export as Evalflow JSON')])
    expect(download.suggestedFilename()).toBe('files.evalflow.json')
    const text = readFileSync(await download.path(), 'utf8')
    const [langflow] = await Promise.all([page.waitForEvent('download'), flowMenu(page, 'Export as Langflow JSON')])
    expect(JSON.parse(readFileSync(await langflow.path(), 'utf8'))).toMatchObject({
      data: { nodes: expect.any(Array) },
    })

    const changed = JSON.parse(text)
    changed.nodes.strange = { type: 'not-here', version: 1 }
    changed.layout.nodes.strange = { x: 900, y: 0 }
    const before = await countFlows()
    await flowMenu(page, 'Import a file…')
    await choose(page, 'copy.json', JSON.stringify(changed))
    const preview = page.getByRole('region', { name: 'What the file holds' })
    await preview.getByText('4 nodes, 2 wires').waitFor()
    await preview.getByText('not-here').waitFor()
    expect(await countFlows()).toBe(before)
    await page.getByRole('button', { name: 'Import as new flow' }).click()

    await page.waitForURL((url) => url.pathname.startsWith('/flows/') && !url.pathname.endsWith(id))
    await node(page, 'strange').getByText('is not installed').waitFor()
    expect(await countFlows()).toBe(before + 1)
  })

  it('that cannot be taken are refused with the reason and the place, and nothing is stored', async () => {
    const { page } = await openFlow('refused')
    const before = await countFlows()
    await flowMenu(page, 'Import a file…')

    await choose(page, 'broken.json', '{\n  "nodes": [1,,2]\n}')
    await page.getByRole('alert').filter({ hasText: 'line 2, column 15' }).waitFor()
    await choose(page, 'wrong.json', '{"schema":"evalflow.flow/1","nodes":{"a":{"type":7}}}')
    await page.getByRole('alert').filter({ hasText: 'nodes.a.type' }).waitFor()

    expect(await page.getByRole('button', { name: 'Import as new flow' }).isDisabled()).toBe(true)
    expect(await countFlows()).toBe(before)
  })

  it('dropped on the canvas are added to the flow as one step', async () => {
    const { id, page } = await openFlow('dropped')
    const text = JSON.stringify(toFlow('more', ROWS, {}))
    const transfer = await page.evaluateHandle((content) => {
      const data = new DataTransfer()
      data.items.add(new File([content], 'more.json', { type: 'application/json' }))
      return data
    }, text)
    await page.dispatchEvent('.ef-canvas', 'drop', { dataTransfer: transfer })

    await page.getByRole('button', { name: 'Add to this flow' }).click()
    await expect.poll(() => countNodes(id), { timeout: PAGE_MS, interval: 50 }).toBe(6)
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => countNodes(id), { timeout: PAGE_MS, interval: 50 }).toBe(3)
  })
})

describe('problems', () => {
  it('are counted, listed, lead to their node, and stop a run before it starts', async () => {
    // its Model Target says no model
    const { id, page } = await openFlow('problems')
    await page.getByRole('contentinfo').getByRole('button', { name: '1 problem' }).click()
    await page
      .getByRole('list', { name: 'Problems' })
      .getByRole('button', { name: /^Error Model Target: Model is required/ })
      .click()
    await page.locator('.react-flow__node.selected[data-id="model"]').waitFor()
    await page.locator('.es-drawer .ev-field', { hasText: 'Model' }).locator(':focus').waitFor()

    await page.getByRole('button', { name: 'Run all' }).click()

    await page.getByText(/^Not started\. Model Target: Model is required/).waitFor()
    expect(await page.getByRole('button', { name: 'Run all' }).isVisible()).toBe(true)
    const run = await fetch(`${product.url}/api/flows/${id}/run`)
    expect((await run.text()).includes('"state"')).toBe(false)
  })
})

describe('the pages', () => {
  it('asked no other host', () => {
    expect(watched.flatMap(({ foreign }) => foreign)).toEqual([])
  })

  it('logged no error but those of the server being away and of the race for a revision', () => {
    const errors = watched.flatMap((tab) => tab.errors).filter((text) => !/net::ERR_|status of 409/.test(text))
    expect(errors).toEqual([])
  })
})

async function flowMenu(page: Page, entry: string): Promise<void> {
  await page.getByRole('button', { name: 'More for this flow' }).click()
  await page.getByRole('menuitem', { name: entry }).click()
}

async function renameNode(page: Page, id: string, name: string): Promise<void> {
  await node(page, id).locator('.ef-head b').dblclick()
  await page.getByRole('textbox', { name: 'Name of the node' }).fill(name)
  await page.keyboard.press('Enter')
}

async function choose(page: Page, name: string, content: string): Promise<void> {
  await page
    .locator('input[type="file"]')
    .setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(content) })
}

type StoredNodes = { nodes: Record<string, { name?: string }> }

/** Names that were given, by node. */
async function namesOf(id: string): Promise<Record<string, string>> {
  const { nodes } = (await stored(id)).flow as StoredNodes
  return Object.fromEntries(Object.entries(nodes).flatMap(([key, { name }]) => (name ? [[key, name]] : [])))
}

const countNodes = async (id: string) => Object.keys(((await stored(id)).flow as StoredNodes).nodes).length
const countFlows = async () =>
  (await ask<{ pagination: { total_results: number } }>(`${product.url}/api/flows`)).pagination.total_results

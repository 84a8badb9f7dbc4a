/**
 * Config Manager as a person uses it: every part of it opened in both themes, wide and on a phone, without a serious
 * accessibility finding; and the work itself: edit, compare, restore, hand on, run over many datasets, clean up, undo.
 * Screenshots go to `test-results/config-manager`.
 */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask } from './support/api.ts'
import { launchBrowser, openPage, seriousFindings, type Watched } from './support/browser.ts'
import { newDataDir, type Product, removeDataDir, startProduct } from './support/product.ts'

const WITHIN_MS = 30_000
const SHOTS = join(import.meta.dirname, '../../test-results/config-manager')
const dataDir = newDataDir()
const emptyModels = newDataDir()
let product: Product
let browser: Browser

beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true })
  product = await startProduct(dataDir, { env: { EVALFLOW_MODELS_DIR: emptyModels }, args: ['--no-pull'] })
  await ask(`${product.url}/v1/datastore/namespaces`, { body: { namespace: 'default' } }).catch(() => undefined)
  for (const name of ['faq-1', 'faq-2', 'faq-3']) await upload(name, [{ prompt: '1+1?', ideal_response: '2' }])
  await upload('contracts', [{ text: 'a', label: 'b' }])
  await ask(`${product.url}/v1/evaluation/configs`, {
    body: {
      namespace: 'default',
      name: 'support_template',
      type: 'similarity_metrics',
      params: { max_tokens: 16 },
      tasks: {
        template_task: {
          type: 'default',
          dataset: { files_url: 'hf://datasets/template/placeholder' },
          metrics: { f1: { type: 'f1' } },
        },
      },
    },
  })
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  await product?.stop()
  removeDataDir(dataDir)
  removeDataDir(emptyModels)
})

async function upload(name: string, rows: object[]): Promise<void> {
  await ask(`${product.url}/v1/hf/api/repos/create`, { body: { name, organization: 'default', type: 'dataset' } })
  const content = Buffer.from(rows.map((row) => JSON.stringify(row)).join('\n')).toString('base64')
  const lines = [
    { key: 'header', value: { summary: 'rows' } },
    { key: 'file', value: { path: 'rows.jsonl', content, encoding: 'base64' } },
  ]
  const answer = await fetch(`${product.url}/v1/hf/api/datasets/default/${name}/commit/main`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: lines.map((line) => JSON.stringify(line)).join('\n'),
  })
  expect(answer.status).toBe(200)
  const files_url = `hf://datasets/default/${name}`
  await ask(`${product.url}/v1/datasets`, { body: { namespace: 'default', name, files_url } })
}

async function choose(page: Page, entry: string): Promise<void> {
  await page.getByRole('button', { name: 'Actions for support_template' }).click()
  await page.getByRole('menuitem', { name: entry }).click()
}

describe('the work', () => {
  let watched: Watched
  beforeAll(async () => {
    watched = await openPage(browser, `${product.url}/configs`)
    watched.page.setDefaultTimeout(WITHIN_MS)
  })
  afterAll(() => watched?.page.context().close())

  it('an edit shows what it changes, makes a version, and can be compared and taken back', async () => {
    const { page } = watched
    await choose(page, 'Edit…')
    const content = page.getByLabel('Content')
    await content.fill((await content.inputValue()).replace('16', '32'))
    await page.getByRole('row', { name: /params\.max_tokens changed 16 32/ }).waitFor()
    await page.getByText('No problems found').waitFor()
    await page.getByLabel(/Why/).fill('longer answers')
    await page.getByRole('button', { name: 'Save as v2' }).click()

    await page.getByText('similarity_metrics · v2').waitFor()
    await choose(page, 'History…')
    const history = page.getByRole('dialog')
    await history.getByRole('button', { name: /v1/ }).click()
    await history.getByRole('row', { name: /params\.max_tokens changed 16 32/ }).waitFor()
    await history.getByRole('button', { name: 'Restore v1' }).click()
    await history.getByText('restored from v1').waitFor()
    await page.keyboard.press('Escape')
    await page.getByText('similarity_metrics · v3').waitFor()
  })

  it('names the problems of an edit before it is saved', async () => {
    const { page } = watched
    await choose(page, 'Edit…')
    const content = page.getByLabel('Content')
    await content.fill((await content.inputValue()).replace('"type": "f1"', '"type": "nonsense"'))

    await page.getByText('tasks.template_task.metrics.f1').first().waitFor()
    await page
      .getByText(/Unknown metric|nonsense/)
      .first()
      .waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('alertdialog').getByRole('button').last().click()
  })

  it('a template goes out as a file and comes in under another name', async () => {
    const { page } = watched
    const download = page.waitForEvent('download')
    await choose(page, 'Export as file')
    const path = await (await download).path()
    await page.getByRole('button', { name: 'Import…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.locator('input[type=file]').setInputFiles(path)
    await dialog.getByText('The same template is here already.').waitFor()
    await dialog.getByLabel('Config name').fill('handed-on_template')
    await dialog.getByRole('button', { name: 'Import template' }).click()
    await page.getByRole('cell', { name: /^handed-on_template/ }).waitFor()

    await page.getByRole('button', { name: 'Import…' }).click()
    const hostile = readFileSync(path, 'utf8').replace('"f1": {', '"__proto__": {')
    await page
      .getByRole('dialog')
      .locator('input[type=file]')
      .setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from(hostile) })
    await page.getByText(/config\.tasks\.template_task\.metrics\.__proto__: a field may not have this name/).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('alertdialog').getByRole('button').last().click()
  })

  it('the table of what fits gives reasons, and leads to the preview', async () => {
    const { page } = watched
    await page.getByRole('tab', { name: 'Fit' }).click()
    await page.getByRole('button', { name: 'support_template with contracts: Does not fit' }).click()
    await page.getByText('The dataset has no column "prompt"').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'support_template with faq-1: Fits' }).click()
    const why = page.getByRole('dialog', { name: 'support_template with faq-1: Fits' })
    await why.getByRole('button', { name: 'Show preview' }).click()
    await page.getByText('Will be created').waitFor()
    await page.getByRole('row', { name: /tasks\.template_task\.dataset\.files_url changed/ }).waitFor()
    await page.keyboard.press('Escape')
  })

  it('a batch runs all that fit, shows its end, and leaves out the rest', async () => {
    const { page } = watched
    await page.getByRole('tab', { name: /Templates/ }).click()
    await choose(page, 'Run over datasets…')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('All datasets that fit').click()
    await dialog.getByText(/4 new · 0 existing/).waitFor()
    await dialog.getByLabel('Target').click()
    await page.getByRole('option', { name: /^baseline Baseline: nearest/ }).click()
    await dialog.getByRole('button', { name: 'Run 4 jobs' }).click()

    await page.getByRole('tab', { name: 'Batches', selected: true }).waitFor()
    await page.getByText('4 of 4').waitFor()
    await page.screenshot({ path: join(SHOTS, 'batch-done.png') })
    const { data } = await ask<{ data: { failure_rate: number; runs: number }[] }>(
      `${product.url}/api/configs/usage?search=support`,
    )
    expect(data).toMatchObject([{ runs: 4, failure_rate: 0 }])
  })

  it('a dry run removes nothing, removing can be undone, and another tab sees it', async () => {
    const { page } = watched
    const other = await page.context().newPage()
    await other.goto(`${product.url}/configs?kind=runtime`)
    await other.getByRole('cell', { name: /^support_dataset_faq-2/ }).waitFor()
    await page.getByRole('tab', { name: 'Clean-up' }).click()
    await page.getByText('Off', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Add rule' }).click()
    await page.getByLabel('Not used for').fill('0')
    await page.getByRole('button', { name: 'Dry run' }).click()
    const remove = page.getByRole('button', { name: /Remove \d+ now/ })
    await remove.waitFor()
    expect(await other.getByRole('cell', { name: /^support_dataset_faq-2/ }).count()).toBe(1)
    await remove.click()

    await other.getByRole('cell', { name: /^support_dataset_faq-2/ }).waitFor({ state: 'detached' })
    const line = page.getByRole('row', { name: /support_dataset_faq-2/ })
    await line.getByRole('button', { name: 'Make again' }).click()
    await other.getByRole('cell', { name: /^support_dataset_faq-2/ }).waitFor()
    await other.close()
  })

  it('deleting says what stays, and a run over a dataset then uses the copy', async () => {
    const { page } = watched
    await page.getByRole('tab', { name: /Templates/ }).click()
    await choose(page, 'Delete…')
    const dialog = page.getByRole('alertdialog')
    await dialog.getByText(/1 runtime config made from it stays/).waitFor()
    await dialog.getByRole('button', { name: 'Delete config' }).click()
    await page.getByRole('cell', { name: /^support_template/ }).waitFor({ state: 'detached' })

    const plan = `${product.url}/api/configs/plan?config=default/support_template&files_url=hf://datasets/default/faq-2`
    expect(await ask(plan)).toMatchObject({ outcome: 'copy', name: 'support_dataset_faq-2' })
  })

  it('logged no error and asked no other host', () => {
    // the refused file of one test is an answer of 422, which a browser logs
    expect(watched.errors.filter((error) => !error.includes('/api/configs/import/preview'))).toEqual([])
    expect(watched.foreign).toEqual([])
  })
})

describe.each([
  { theme: 'light' as const, width: 1280, height: 800 },
  { theme: 'dark' as const, width: 1280, height: 800 },
  { theme: 'light' as const, width: 390, height: 844 },
  { theme: 'dark' as const, width: 390, height: 844 },
])('$theme at $width px', ({ theme, width, height }) => {
  let watched: Watched
  beforeAll(async () => {
    watched = await openPage(browser, `${product.url}/configs`, { theme, width, height })
    watched.page.setDefaultTimeout(WITHIN_MS)
  })
  afterAll(() => watched?.page.context().close())

  it.each(['template', 'runtime', 'fit', 'batches', 'cleanup', 'usage'])('%s', async (kind) => {
    const { page } = watched
    await page.goto(`${product.url}/configs?kind=${kind}`)
    await page
      .getByText(/checked/)
      .first()
      .waitFor()
    await expect.poll(() => page.locator('.ev-skeleton, [aria-busy=true]').count()).toBe(0)
    await page.screenshot({ path: join(SHOTS, `${kind}-${theme}-${width}.png`) })

    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
    expect(await seriousFindings(page)).toEqual([])
  })
})

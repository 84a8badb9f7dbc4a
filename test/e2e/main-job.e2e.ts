/**
 * The main job by mouse and keyboard, on a new data directory, with the real local model: rows, dataset, template, run,
 * sample, another dataset, the first again, clean-up, restart. Steps build on each other.
 */
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openPage, seriousFindings, type Watched } from './support/browser.ts'
import { newDataDir, type Product, removeDataDir, startProduct } from './support/product.ts'

const RUN_WITHIN_MS = 180_000
const CAPITALS =
  'question,answer\nWhat is the capital city of Spain?,Madrid\nWhat is the capital city of Italy?,Rome\nWhat is the capital city of France?,Paris\n'
const PLANETS =
  '{"prompt":"Which planet is the largest?","ideal_response":"Jupiter"}\n{"prompt":"On which planet do we live?","ideal_response":"Earth"}\n'

const dataDir = newDataDir()
let product: Product
let browser: Browser
let watched: Watched
let page: Page
const findings: string[] = []

beforeAll(async () => {
  product = await startProduct(dataDir)
  browser = await launchBrowser()
  watched = await openPage(browser, product.url)
  page = watched.page
  page.setDefaultTimeout(20_000)
})

afterAll(async () => {
  await browser?.close()
  await product?.stop()
  removeDataDir(dataDir)
})

const node = (title: string): Locator => page.locator('.react-flow__node', { hasText: title }).first()
const handle = (title: string, name: RegExp): Locator => node(title).getByRole('button', { name }).first()

/** Notes what axe finds serious here; the last test wants none anywhere, so that one finding does not stop the job. */
async function look(where: string): Promise<void> {
  for (const finding of await seriousFindings(page)) findings.push(`${where}: ${finding}`)
}

async function jobs(): Promise<{ id: string; status: string; config: string }[]> {
  return (await readPage(`/api/jobs?page_size=100`)) as { id: string; status: string; config: string }[]
}

async function configNames(kind: string): Promise<string[]> {
  const configs = (await readPage(`/api/configs?kind=${kind}&page_size=100`)) as { name: string }[]
  return configs.map(({ name }) => name).toSorted()
}

async function readPage(path: string): Promise<unknown[]> {
  const answer = await fetch(product.url + path)
  expect(answer.status).toBe(200)
  return ((await answer.json()) as { data: unknown[] }).data
}

/** Puts `text` into the Dataset Creator through its rows dialog and names the dataset. */
async function giveRows(name: string, text: string): Promise<void> {
  await page.getByRole('button', { name: 'Fit' }).click()
  await node('Dataset Creator')
    .getByRole('button', { name: /^(Rows: |Add rows|\d+ line)/ })
    .click()
  await page.getByLabel('Rows as text').fill(text)
  const use = page.getByRole('button', { name: /use these rows/i })
  await page.getByRole('table', { name: 'First rows' }).waitFor()
  await use.click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await node('Dataset Creator').getByRole('textbox', { name: 'Name', exact: true }).fill(name)
}

/** Drags a wire with the mouse from an output to an input. */
async function dragWire(from: Locator, to: Locator): Promise<void> {
  const [start, end] = [await from.boundingBox(), await to.boundingBox()]
  if (!start || !end) throw new Error('a port is not on the screen')
  await page.mouse.move(start.x + start.width / 2, start.y + start.height / 2)
  await page.mouse.down()
  await page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 6 })
  await page.mouse.move(end.x + end.width / 2, end.y + end.height / 2, { steps: 6 })
  await page.mouse.up()
}

async function runAllAndWait(): Promise<void> {
  const before = (await jobs()).length
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /^Run all/ }).click()
  await expect.poll(async () => (await jobs()).length, { timeout: 30_000 }).toBe(before + 1)
  await expect
    .poll(async () => (await jobs()).every(({ status }) => status === 'completed'), {
      timeout: RUN_WITHIN_MS,
      interval: 500,
    })
    .toBe(true)
  await node('Evaluator').getByText('Done', { exact: true }).waitFor()
}

describe('the first start', () => {
  it(
    'shows a finished evaluation whose score is neither 0 nor 1',
    async () => {
      await page.waitForURL(/\/flows\/flow-/)
      await expect(page.getByLabel('Name of the flow').inputValue()).resolves.toBe('First evaluation')
      await expect
        .poll(async () => (await jobs())[0]?.status, { timeout: RUN_WITHIN_MS, interval: 1000 })
        .toBe('completed')

      const score = await node('Evaluator')
        .getByRole('button', { name: /^string-check: / })
        .getAttribute('aria-label')
      const value = Number(/: ([\d.]+)/.exec(score ?? '')?.[1])
      expect(value).toBeGreaterThan(0)
      expect(value).toBeLessThan(1)
      await look('first evaluation')
    },
    RUN_WITHIN_MS,
  )
})

describe('from an empty canvas to a scored evaluation', () => {
  it('adds a Dataset Creator by keyboard and gives it pasted rows', async () => {
    await page.goto(`${product.url}/flows`)
    await page
      .getByRole('button', { name: /new flow/i })
      .first()
      .click()
    await page.waitForURL(/\/flows\/flow-/)
    await page.getByRole('application').click({ position: { x: 500, y: 300 } })
    await page.keyboard.press('/')
    await page.keyboard.type('dataset cr')
    await page.keyboard.press('Enter')

    await giveRows('capitals', CAPITALS)

    await node('Dataset Creator').getByText('capitals/v1').waitFor()
  })

  it('adds an Evaluator by drag and drop and connects the dataset', async () => {
    await page.getByRole('combobox', { name: 'Find a component' }).fill('')
    await page
      .getByRole('option', { name: /Evaluator/ })
      .dragTo(page.getByRole('application'), { targetPosition: { x: 640, y: 60 } })
    await node('Evaluator').waitFor()

    await dragWire(handle('Dataset Creator', /^Output dataset/), handle('Evaluator', /^Input dataset/))

    await handle('Evaluator', /^Input dataset, .*1 wire/).waitFor()
  })

  it('creates a template in the dialog, which shows exactly what it will create', async () => {
    await node('Evaluator')
      .getByRole('button', { name: /new config/i })
      .click()
    const dialog = page.getByRole('dialog', { name: 'New evaluation config' })
    await dialog.getByLabel('Config name').fill('capitals_check')
    await dialog
      .getByLabel('Evaluation type')
      .selectOption({ label: 'Similarity Metrics' })
      .catch(async () => {
        await dialog.getByRole('combobox', { name: 'Evaluation type' }).click()
        await page.getByRole('option', { name: /Similarity Metrics/ }).click()
      })
    await dialog.getByText('capitals_check_template', { exact: true }).first().waitFor()
    await look('new config dialog')

    await dialog.getByRole('button', { name: /^Create template/ }).click()

    await dialog.waitFor({ state: 'detached' })
    expect(await configNames('template')).toContain('capitals_check_template')
  })

  it('leaves no trace when the dialog is cancelled', async () => {
    const before = await configNames('template,direct,runtime')
    await node('Evaluator')
      .getByRole('button', { name: /new config/i })
      .click()
    await page.getByRole('dialog', { name: 'New evaluation config' }).waitFor()

    await page.keyboard.press('Escape')

    await page.getByRole('dialog', { name: 'New evaluation config' }).waitFor({ state: 'detached' })
    expect(await configNames('template,direct,runtime')).toEqual(before)
  })

  it(
    'runs on the local model and shows the score',
    async () => {
      await node('Evaluator').getByRole('combobox', { name: 'Target' }).click()
      await page
        .getByRole('option', { name: /smollm2-135m-instruct/ })
        .first()
        .click()

      await runAllAndWait()

      expect(await configNames('runtime')).toContain('capitals_check_dataset_capitals_v1')
      await node('Evaluator').getByRole('button', { name: /f1: / }).first().waitFor()
    },
    RUN_WITHIN_MS,
  )

  it('opens a sample with prompt, answer and reference', async () => {
    await node('Evaluator').getByRole('button', { name: 'Open samples' }).click()
    await page.getByText('What is the capital city of Spain?').first().click()

    await page.getByText('Reference', { exact: true }).first().waitFor()
    await page.getByText('Madrid').first().waitFor()
    await look('flow page with samples')
  })

  it(
    'makes one new runtime config for another dataset',
    async () => {
      const before = await configNames('runtime')

      await giveRows('planets', PLANETS)
      await runAllAndWait()

      const after = await configNames('runtime')
      expect(after.filter((name) => !before.includes(name))).toEqual(['capitals_check_dataset_planets_v1'])
    },
    RUN_WITHIN_MS,
  )

  it(
    'makes no new config when the first dataset runs again',
    async () => {
      const before = await configNames('runtime')

      await giveRows('capitals', CAPITALS)
      const jobsBefore = (await jobs()).length
      await page.getByRole('button', { name: /^Run all/ }).click()
      await node('Evaluator').getByText('Done', { exact: true }).waitFor({ timeout: RUN_WITHIN_MS })
      await expect
        .poll(async () => (await jobs()).every(({ status }) => status === 'completed'), { timeout: RUN_WITHIN_MS })
        .toBe(true)

      expect((await jobs()).length).toBeGreaterThanOrEqual(jobsBefore)
      expect(await configNames('runtime')).toEqual(before)
    },
    RUN_WITHIN_MS,
  )

  it('cleans up runtime configs in Config Manager, after a dry run', async () => {
    await page.goto(`${product.url}/configs?kind=runtime`)
    const tab = page.getByRole('tab', { name: /^Runtime/ })
    await tab.click()
    await look('configs page')
    const row = page.getByRole('row', { name: /capitals_check_dataset_planets_v1/ })
    await row.getByRole('checkbox').check()

    await page.getByRole('button', { name: /^Remove 1 config/ }).click()
    await page.getByRole('dialog').getByText('capitals_check_dataset_planets_v1').waitFor()
    expect(await configNames('runtime')).toContain('capitals_check_dataset_planets_v1')
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Remove/ })
      .click()

    await expect.poll(() => configNames('runtime')).not.toContain('capitals_check_dataset_planets_v1')
  })

  it('finds all of it again after a restart', async () => {
    const before = { jobs: (await jobs()).map(({ id }) => id), configs: await configNames('template,direct,runtime') }
    const flows = (await readPage('/api/flows')).length

    const errorsSoFar = watched.errors.length
    await product.stop()
    product = await startProduct(dataDir)
    await page.goto(`${product.url}/flows`)
    // while there is no server the browser itself logs each refused connection
    const whileDown = watched.errors.splice(errorsSoFar)
    expect(whileDown.filter((error) => !error.includes('ERR_CONNECTION_REFUSED'))).toEqual([])

    expect((await jobs()).map(({ id }) => id)).toEqual(before.jobs)
    expect(await configNames('template,direct,runtime')).toEqual(before.configs)
    expect((await readPage('/api/flows')).length).toBe(flows)
  })

  it('has no serious accessibility finding on any page it visits', async () => {
    for (const path of ['/flows', '/data', '/configs', '/models', '/jobs', '/settings']) {
      await page.goto(product.url + path)
      await page.getByRole('heading', { level: 1 }).first().waitFor()
      await look(path)
    }

    expect(findings).toEqual([])
  })

  it('asked no other host and logged no error', () => {
    expect(watched.foreign).toEqual([])
    expect(watched.errors).toEqual([])
  })
})

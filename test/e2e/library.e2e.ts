/**
 * The component library as a person uses it: near duplicates and lengths in tokens before rows are stored, a target that is a
 * deployment, an endpoint with its own price, and each snippet of a flow run as it is copied. Screenshots go to
 * `test-results/library`.
 */
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startScriptedEndpoint, type ScriptedEndpoint } from '@evalflow/testkit'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, waitForJob } from './support/api.ts'
import { launchBrowser, openPage, seriousFindings, type Watched } from './support/browser.ts'
import { createFlow, createTemplate, toFlow } from './support/flows.ts'
import { newDataDir, type Product, removeDataDir, startProduct } from './support/product.ts'

const WITHIN_MS = 30_000
const ROOT = join(import.meta.dirname, '../..')
const SHOTS = join(ROOT, 'test-results/library')
const CLI = process.env['EVALFLOW_E2E_CLI'] ?? join(ROOT, 'apps/cli/dist/main.js')
/** Has the official SDK where the conformance suite ran on this machine. */
const PYTHON = join(ROOT, '.venv/conformance/bin/python')
const PARAMS = { parallelism: 2, max_retries: 1, request_timeout: 20 }
const ROWS = [
  { prompt: 'one', ideal_response: 'one' },
  { prompt: 'two', ideal_response: '2' },
]
const run = promisify(execFile)
const dataDir = newDataDir()
let product: Product
let browser: Browser
let model: ScriptedEndpoint

beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true })
  ;[product, model, browser] = await Promise.all([
    startProduct(dataDir, { args: ['--no-pull'] }),
    startScriptedEndpoint(),
    launchBrowser(),
  ])
})

afterAll(async () => {
  await browser?.close()
  await product?.stop()
  await model?.close()
  removeDataDir(dataDir)
})

async function open(path: string): Promise<Watched> {
  return openPage(browser, `${product.url}${path}`)
}

async function checked(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(SHOTS, `${name}.png`) })
  expect(await seriousFindings(page), name).toEqual([])
}

const QUESTION = 'How do I rotate the key of my account without losing the sessions that are open?'

describe('rows before they are stored', () => {
  it('tells near duplicates and lengths in characters and words', async () => {
    const flow = toFlow('near', [{ prompt: 'x', ideal_response: 'y' }], {})
    const { page, errors } = await open(`/flows/${await createFlow(product.url, flow)}?node=dataset`)
    await page.getByRole('button', { name: /^Rows: / }).click()
    const rows = [QUESTION, 'Something else.', QUESTION.replace('open', 'open now')]
    await page
      .getByRole('textbox', { name: 'Rows as text' })
      .fill(rows.map((prompt) => JSON.stringify({ prompt, ideal_response: 'yes' })).join('\n'))

    await page.getByText('1 nearly repeats earlier ones').waitFor({ timeout: WITHIN_MS })
    expect(await page.getByText(/^3 like 1 \(\d\d\s?%\)$/).count()).toBe(1)
    await page.getByText('Columns in figures', { exact: true }).first().click()
    await page.getByRole('combobox', { name: 'Lengths in' }).click()
    await page.getByRole('option', { name: 'Words' }).click()
    const table = page.getByRole('table', { name: 'Columns in figures' })
    expect(await table.getByRole('row', { name: /^prompt/ }).innerText()).toMatch(/16\s+17\s+17\s+17$/)
    await checked(page, 'rows')
    expect(errors).toEqual([])
    await page.context().close()
  })
})

describe('a model target', () => {
  it('is a deployment, picked from the list, whose key is sent and nowhere shown', async () => {
    await ask(`${product.url}/v1/deployment/model-deployments`, {
      body: {
        namespace: 'team',
        name: 'hosted',
        config: {
          external_endpoint: { host_url: model.url, api_key: 'key-of-the-deployment', enabled_models: ['org/m'] },
        },
      },
    })
    await createTemplate(product.url, 'deployed', PARAMS)
    const flow = toFlow('deployed', ROWS, { kind: 'deployment' })
    const { page, errors } = await open(`/flows/${await createFlow(product.url, flow)}?node=model`)
    await page
      .getByRole('tabpanel', { name: 'Settings' })
      .getByLabel(/^Deployment/)
      .click()
    await page.getByRole('option', { name: /team\/hosted/ }).click()
    await checked(page, 'deployment')

    await page.getByRole('button', { name: /^Run all/ }).click()
    const job = await waitForJob(product.url, 'deployed', ['completed'], WITHIN_MS)

    expect(model.stats.recent.at(-1)?.headers['authorization']).toBe('Bearer key-of-the-deployment')
    expect(model.stats.recent.at(-1)?.body['model']).toBe('org/m')
    const stored = await fetch(`${product.url}/v1/evaluation/jobs/${job.id}`)
    expect(await stored.text()).not.toContain('key-of-the-deployment')
    expect(errors).toEqual([])
    await page.context().close()
  })

  it('has its own price, which its costs are counted by', async () => {
    await createTemplate(product.url, 'priced', PARAMS)
    const target = { kind: 'endpoint', url: model.url, model_id: 'org/priced' }
    const { page, errors } = await open(
      `/flows/${await createFlow(product.url, toFlow('priced', ROWS, target))}?node=model`,
    )
    const settings = page.getByRole('tabpanel', { name: 'Settings' })
    await settings.getByLabel('Price, input').fill('1000')
    await settings.getByLabel('Price, output').fill('2000')
    await settings.getByLabel('Currency').fill('EUR')
    await page.screenshot({ path: join(SHOTS, 'price.png') })

    await page.getByRole('button', { name: /^Run all/ }).click()
    const job = await waitForJob(product.url, 'priced', ['completed'], WITHIN_MS)

    const { cost, tokens } = job.progress ?? {}
    expect(cost?.currency).toBe('EUR')
    expect(cost?.amount).toBeCloseTo((1_000 * (tokens?.prompt ?? 0) + 2_000 * (tokens?.completion ?? 0)) / 1e6, 9)
    expect(cost?.amount).toBeGreaterThan(0)
    expect(errors).toEqual([])
    await page.context().close()
  })
})

describe('snippets of a flow', () => {
  const folder = join(ROOT, 'test-results/library/snippets')
  let texts: Record<string, string>

  it('are shown and copied, one for each way', async () => {
    await createTemplate(product.url, 'outside', PARAMS)
    const target = { kind: 'endpoint', url: model.url, model_id: 'org/m' } as const
    const flowId = await createFlow(product.url, toFlow('outside', ROWS, target))
    const { page, errors } = await open(`/flows/${flowId}`)
    await page.getByRole('button', { name: 'More for this flow' }).click()
    await page.getByRole('menuitem', { name: 'Run from outside…' }).click()
    texts = {}
    for (const name of ['evalflow', 'curl', 'Python', 'TypeScript']) {
      await page.getByRole('tab', { name }).click()
      await page.getByRole('button', { name: `Copy ${name}` }).click()
      texts[name] = await page.evaluate(() => navigator.clipboard.readText())
      expect(texts[name]).toContain(flowId)
    }
    await checked(page, 'snippets')
    expect(errors).toEqual([])
    await page.context().close()
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
  })

  it('run by the command line', async () => {
    const [, ...args] = (texts['evalflow'] ?? '').trim().split(' ')
    const { stdout } = await run(process.execPath, [CLI, ...args])
    expect(JSON.parse(stdout)).toMatchObject({ state: 'done' })
  })

  it('run by curl', async () => {
    const { stdout } = await run('sh', ['-c', texts['curl'] ?? ''])
    const snapshot: unknown = JSON.parse(stdout.slice(stdout.lastIndexOf('\n{') + 1))
    expect(snapshot).toMatchObject({ state: 'done' })
  })

  it('run by TypeScript', async () => {
    // beside the command line, where the client is found
    const file = join(ROOT, 'apps/cli/.snippet.ts')
    writeFileSync(file, texts['TypeScript'] ?? '')
    const { stdout } = await run(process.execPath, [file]).finally(() => rmSync(file, { force: true }))
    expect(stdout).toMatch(/^done$/m)
    expect(stdout).toContain('"accuracy"')
  })

  it.skipIf(!existsSync(PYTHON))('run by Python, with the official SDK', async () => {
    const file = join(folder, 'snippet.py')
    writeFileSync(file, texts['Python'] ?? '')
    const { stdout } = await run(PYTHON, [file])
    expect(stdout).toMatch(/^done$/m)
    expect(stdout).toContain('accuracy')
  })
})

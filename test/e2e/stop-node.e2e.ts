/** Stop on one node of a run: it and what depends on it end, the other branch goes on to its result. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ask, type RunView } from './support/api.ts'
import { launchBrowser, openPage } from './support/browser.ts'
import { createFlow, createTemplate, toFlow } from './support/flows.ts'
import { newDataDir, type Product, removeDataDir, startProduct } from './support/product.ts'

const ANSWER_AFTER_MS = 150
const ROWS = Array.from({ length: 40 }, (_, i) => ({ prompt: `Question ${i}`, ideal_response: 'yes' }))

const dataDir = newDataDir()
const emptyModels = newDataDir()
let product: Product
let browser: Browser
let model: Server

beforeAll(async () => {
  model = createServer((request, response) => {
    request.resume().on('end', () =>
      setTimeout(() => {
        const message = { role: 'assistant', content: 'yes' }
        response.setHeader('content-type', 'application/json')
        response.end(
          JSON.stringify({
            id: 'x',
            object: 'chat.completion',
            choices: [{ index: 0, message, finish_reason: 'stop' }],
          }),
        )
      }, ANSWER_AFTER_MS),
    )
  })
  await new Promise<void>((resolve) => model.listen(0, '127.0.0.1', resolve))
  product = await startProduct(dataDir, { env: { EVALFLOW_MODELS_DIR: emptyModels }, args: ['--no-pull'] })
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  await product?.stop()
  model?.close()
  removeDataDir(dataDir)
  removeDataDir(emptyModels)
})

it('ends that node and skips what depends on it, and the other evaluation has its scores', async () => {
  await createTemplate(product.url, 'slow', { parallelism: 1, max_retries: 0, request_timeout: 30 })
  const url = `http://127.0.0.1:${(model.address() as AddressInfo).port}/v1`
  const flow = toFlow('slow', ROWS, { kind: 'endpoint', url, model_id: 'slow' }) as {
    nodes: Record<string, object>
    edges: Record<string, object>
    layout: { nodes: Record<string, object> }
  }
  const wire = (source: string, from: string, target: string, to: string) => ({
    id: `${source}-${target}`,
    source: { node: source, port: from },
    target: { node: target, port: to },
  })
  flow.nodes['second'] = { ...flow.nodes['evaluator'], id: 'second', name: 'Second' }
  flow.nodes['results'] = { id: 'results', type: 'results', version: 1, values: {} }
  for (const edge of [
    wire('dataset', 'dataset', 'second', 'dataset'),
    wire('model', 'target', 'second', 'target'),
    wire('second', 'result', 'results', 'results'),
  ])
    flow.edges[edge.id] = edge
  flow.layout.nodes['second'] = { x: 780, y: 60 }
  flow.layout.nodes['results'] = { x: 1140, y: 60 }
  const id = await createFlow(product.url, { ...flow })
  const { page } = await openPage(browser, `${product.url}/flows/${id}`, { width: 1600, height: 900 })
  const node = (name: string) => page.locator(`.react-flow__node[data-id="${name}"]`)
  await page.getByRole('button', { name: /^Run all/ }).click()
  await node('evaluator').getByText('Running', { exact: true }).waitFor()
  await node('second').getByRole('button', { name: 'Stop' }).click()

  await node('second').getByText('Stopped', { exact: true }).waitFor()
  expect(await node('evaluator').getByText('Running', { exact: true }).count()).toBe(1)
  await node('evaluator').getByText('Done', { exact: true }).waitFor({ timeout: 60_000 })
  const run = await ask<RunView & { nodes: Record<string, { error?: { code: string } }> }>(
    `${product.url}/api/flows/${id}/run`,
  )
  expect(run.state).toBe('partly')
  expect(run.nodes['second']?.state).toBe('stopped')
  expect(run.nodes['results']).toMatchObject({ state: 'skipped', error: { code: 'upstream_stopped' } })
  expect(run.nodes['evaluator']?.outputs?.result?.scores.length).toBeGreaterThan(0)
})

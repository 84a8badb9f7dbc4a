/**
 * How soon a flow of 20 nodes stands: `node test/bench/studio/paint.ts [--runs 10]` after a build.
 *
 * A warm server, and each time a browser context without a cache: `first paint` is the browser's first contentful paint,
 * `nodes` when every node on screen has its fields. Then the same from the list of flows, as a person opens it.
 */
import { parseArgs } from 'node:util'
import { loadavg } from 'node:os'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from '../../e2e/support/browser.ts'
import { newDataDir, removeDataDir, startProduct } from '../../e2e/support/product.ts'

const NODES = 20
const COLUMNS = 5
const WANTED_MS = 500
const SCREEN = { width: 1280, height: 800 }
const { values } = parseArgs({ options: { runs: { type: 'string', default: '10' } } })
const runs = Number(values.runs)

const dataDir = newDataDir()
const product = await startProduct(dataDir, { args: ['--no-pull'] })
const browser = await launchBrowser()
try {
  const id = await createFlow()
  await cold(browser, id) // the server's first answer of each kind is not what is measured
  const paints: number[] = []
  const nodes: number[] = []
  for (let run = 0; run < runs; run++) {
    const times = await cold(browser, id)
    paints.push(times.paint)
    nodes.push(times.nodes)
  }
  console.log(`${NODES} nodes, ${runs} runs, load ${loadavg()[0]?.toFixed(1)}, wanted under ${WANTED_MS} ms`)
  print('first paint, nothing cached', paints)
  print('nodes, nothing cached', nodes)
  print('nodes, from the list of flows', await warm(browser))
} finally {
  await browser.close()
  await product.stop()
  removeDataDir(dataDir)
}

/** Twenty nodes in a grid, wired in pairs. */
async function createFlow(): Promise<string> {
  const numbers = Array.from({ length: NODES }, (_, n) => n)
  const flow = {
    schema: 'evalflow.flow/1',
    id: 'twenty',
    name: 'Twenty nodes',
    description: '',
    nodes: byId(
      numbers.map((n) => ({ id: `n${n}`, type: n % 2 ? 'evaluator' : 'model-target', version: 1, values: {} })),
    ),
    edges: byId(
      numbers
        .filter((n) => n % 2 === 1)
        .map((n) => ({
          id: `e${n}`,
          source: { node: `n${n - 1}`, port: 'target' },
          target: { node: `n${n}`, port: 'target' },
        })),
    ),
    groups: {},
    layout: {
      nodes: Object.fromEntries(
        numbers.map((n) => [`n${n}`, { x: (n % COLUMNS) * 320, y: Math.floor(n / COLUMNS) * 380 }]),
      ),
    },
  }
  const answer = await fetch(`${product.url}/api/flows`, {
    method: 'POST',
    body: JSON.stringify({ flow }),
    headers: { 'content-type': 'application/json' },
  })
  if (!answer.ok) throw new Error(`The flow was not stored: ${answer.status} ${await answer.text()}`)
  return ((await answer.json()) as { id: string }).id
}

function byId<Item extends { id: string }>(items: readonly Item[]): Record<string, Item> {
  return Object.fromEntries(items.map((item) => [item.id, item]))
}

async function cold(from: Browser, id: string): Promise<{ paint: number; nodes: number }> {
  const context = await from.newContext({ viewport: SCREEN })
  const page = await context.newPage()
  const start = performance.now()
  await page.goto(`${product.url}/flows/${id}`, { waitUntil: 'commit' })
  await untilDrawn(page)
  const nodes = performance.now() - start
  const paint = Number(await page.evaluate('performance.getEntriesByName("first-contentful-paint")[0]?.startTime'))
  await context.close()
  return { paint, nodes }
}

async function warm(from: Browser): Promise<number[]> {
  const context = await from.newContext({ viewport: SCREEN })
  const page = await context.newPage()
  const times: number[] = []
  await page.goto(`${product.url}/flows`)
  for (let run = 0; run <= runs; run++) {
    const link = page.getByText('Twenty nodes').first()
    await link.waitFor()
    const start = performance.now()
    await link.click()
    await untilDrawn(page)
    if (run > 0) times.push(performance.now() - start) // the first fetches the page's scripts
    await page.goBack()
  }
  await context.close()
  return times
}

async function untilDrawn(page: Page): Promise<void> {
  await page.locator('.react-flow__node .ev-field').first().waitFor()
}

function print(what: string, times: readonly number[]): void {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]?.toFixed(0)
  console.log(`${what.padEnd(32)} p50 ${at(0.5)} ms, slowest ${at(1)} ms`)
}

/**
 * What Studio weighs over the wire, cold: `node test/bench/studio/weight.ts` after a build.
 *
 * Opens the list of flows and the first flow, each in a browser context without a cache, until the page stands and the
 * network is quiet, and prints every request. Bytes are those sent, compressed, with headers. Ends with 1 over a limit.
 */
import { newDataDir, removeDataDir, startProduct } from '../../e2e/support/product.ts'
import { launchBrowser } from '../../e2e/support/browser.ts'
import type { Browser } from 'playwright-core'

/** Of scripts: kB sent and requests. */
const LIMITS = { list: { kilobytes: 250, requests: 12 }, flow: { kilobytes: 300, requests: 12 } }
const QUIET_MS = 1000

interface Sent {
  path: string
  type: string
  bytes: number
}

const dataDir = newDataDir()
const product = await startProduct(dataDir)
const browser = await launchBrowser()
let failures = 0
try {
  const flows = (await (await fetch(`${product.url}/api/flows`)).json()) as { data: { id: string }[] }
  const first = flows.data[0]
  if (!first) throw new Error('The first start made no flow to open.')
  failures += report('list', '/flows', await load(browser, '/flows', 'main table, main h1'))
  const path = `/flows/${first.id}`
  const sent = await load(browser, path, '.react-flow__node')
  failures += report('flow', path, sent)
  failures += reportData(first.id, sent)
} finally {
  await browser.close()
  await product.stop()
  removeDataDir(dataDir)
}
process.exitCode = failures === 0 ? 0 : 1

async function load(from: Browser, path: string, ready: string): Promise<Sent[]> {
  const context = await from.newContext({ viewport: { width: 1280, height: 800 } })
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  const requests = new Map<string, Sent>()
  let last = Date.now()
  session.on('Network.requestWillBeSent', ({ requestId, request, type }) => {
    last = Date.now()
    requests.set(requestId, { path: request.url.replace(product.url, ''), type: type ?? 'Other', bytes: 0 })
  })
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    last = Date.now()
    const request = requests.get(requestId)
    if (request) request.bytes = encodedDataLength
  })
  await page.goto(product.url + path)
  await page.locator(ready).first().waitFor()
  while (Date.now() - last < QUIET_MS) await page.waitForTimeout(100)
  await context.close()
  return [...requests.values()]
}

/** Prints all of it; the number of limits that are broken. */
function report(name: keyof typeof LIMITS, path: string, sent: readonly Sent[]): number {
  const scripts = sent.filter(({ type }) => type === 'Script')
  const kilobytes = sumOf(scripts) / 1000
  const limit = LIMITS[name]
  console.log(`\n${path}: ${sent.length} requests, ${(sumOf(sent) / 1000).toFixed(0)} kB`)
  for (const { type, bytes, path: from } of sent) {
    console.log(`  ${(bytes / 1000).toFixed(1).padStart(7)} kB  ${type.padEnd(11)} ${from}`)
  }
  const foreign = sent.filter(({ path: from }) => /^(https?|wss?):/.test(from))
  const checks: [boolean, string][] = [
    [kilobytes <= limit.kilobytes, `scripts ${kilobytes.toFixed(0)} kB of ${limit.kilobytes} kB`],
    [scripts.length <= limit.requests, `script requests ${scripts.length} of ${limit.requests}`],
    [foreign.length === 0, `requests to other hosts ${foreign.length}`],
  ]
  return count(checks)
}

/** Opening a flow asks for that flow, and lists nothing: no page of configs, datasets, targets or jobs. */
function reportData(flow: string, sent: readonly Sent[]): number {
  const LISTS =
    /^\/(?:api\/(?:configs|datasets|targets|models|jobs|flows)|v1\/[^?]*(?:configs|targets|jobs|datasets))\/?(?:\?|$)/
  // the status line's count of running jobs: one item at most
  const isCount = (path: string): boolean => path === '/api/jobs?status=running&page_size=1'
  const lists = sent.filter(({ path }) => LISTS.test(path) && !isCount(path)).map(({ path }) => path)
  const other = sent
    .filter(({ path }) => path.startsWith('/api/flows/') && !path.includes(flow))
    .map(({ path }) => path)
  return count([
    [lists.length === 0, `lists asked for: ${lists.join(' ') || 'none'}`],
    [other.length === 0, `other flows asked for: ${other.join(' ') || 'none'}`],
  ])
}

function count(checks: readonly [boolean, string][]): number {
  for (const [ok, text] of checks) console.log(`${ok ? 'ok  ' : 'OVER'} ${text}`)
  return checks.filter(([ok]) => !ok).length
}

function sumOf(sent: readonly Sent[]): number {
  return sent.reduce((sum, { bytes }) => sum + bytes, 0)
}

/**
 * Editor against a plain @xyflow/react page, in one run on one machine: `node test/bench/editor/run.ts [100 1000 …] [--far]`.
 * Prints a table with ratios (ours / plain); machines differ, so nothing is asserted here.
 */
import react from '@vitejs/plugin-react'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { build, preview } from 'vite'
import { measurePage, type Frames, type Measure } from './measure.ts'

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const SIZES = [100, 500, 1000, 5000, 10_000]
const BROWSERS = [process.env['EVALFLOW_CHROMIUM'], '/usr/bin/chromium', '/usr/bin/google-chrome']

const wanted = process.argv
  .slice(2)
  .map(Number)
  .filter((size) => size > 0)
const views = process.argv.includes('--far')
  ? (['far'] as const)
  : process.argv.includes('--near')
    ? (['near'] as const)
    : (['near', 'far'] as const)
const executablePath = BROWSERS.find((path) => path !== undefined && existsSync(path))
if (!executablePath)
  throw new Error('No Chromium found. Install it (apt-get install chromium) or set EVALFLOW_CHROMIUM to its path.')

const outDir = await mkdtemp(join(tmpdir(), 'evalflow-bench-'))
const browser = await chromium.launch({ executablePath, args: FLAGS })
try {
  const plain = await serve('plain', join(import.meta.dirname, 'plain'), 'index.html')
  const ours = await serve('ours', import.meta.dirname, 'ours.html')
  console.log(
    '| n | view | page | ready ms | longest task | drag mean/p95 | pan mean/p95 | zoom mean/p95 | heap MB | elements |',
  )
  console.log('|---|---|---|---|---|---|---|---|---|---|')
  for (const view of views) {
    for (const size of wanted.length > 0 ? wanted : SIZES) {
      const base = await measurePage(browser, `${plain.url}?bench=${size}&view=${view}`)
      const mine = await measurePage(browser, `${ours.url}?bench=${size}&view=${view}`)
      console.log(rowOf(size, view, 'plain', base))
      console.log(rowOf(size, view, 'evalflow', mine))
      console.log(ratiosOf(size, view, mine, base))
      if (mine.costs) console.log(costsOf(size, view, mine.costs))
    }
  }
  await plain.close()
  await ours.close()
} finally {
  await browser.close()
  await rm(outDir, { recursive: true })
}

async function serve(name: string, root: string, entry: string): Promise<{ url: string; close: () => Promise<void> }> {
  const dist = join(outDir, name)
  const options = { root, configFile: false as const, logLevel: 'error' as const, plugins: [react()] }
  await build({ ...options, build: { outDir: dist, emptyOutDir: true, rolldownOptions: { input: join(root, entry) } } })
  const server = await preview({ ...options, build: { outDir: dist }, preview: { port: 0, host: '127.0.0.1' } })
  const address = server.httpServer.address()
  if (address === null || typeof address === 'string') throw new Error('The preview server has no port.')
  return { url: `http://127.0.0.1:${address.port}/${entry}`, close: () => server.close() }
}

function rowOf(size: number, view: string, page: string, m: Measure): string {
  const frames = ({ mean, p95 }: Frames) => `${mean.toFixed(1)} / ${p95.toFixed(1)}`
  const cells = [
    size,
    view,
    page,
    m.readyMs.toFixed(0),
    m.longestTaskMs.toFixed(0),
    frames(m.drag),
    frames(m.pan),
    frames(m.zoom),
    m.heapMb.toFixed(1),
    m.domNodes,
  ]
  return `| ${cells.join(' | ')} |`
}

function costsOf(size: number, view: string, costs: Record<string, number>): string {
  const texts = Object.entries(costs).map(([name, ms]) => `${name} ${ms.toFixed(2)}`)
  return `| ${size} | ${view} | script ms a step | ${texts.join(', ')} |`
}

function ratiosOf(size: number, view: string, mine: Measure, base: Measure): string {
  const ratio = (a: number, b: number) => `${(a / b).toFixed(2)}x`
  const frames = (a: Frames, b: Frames) => `${ratio(a.mean, b.mean)} / ${ratio(a.p95, b.p95)}`
  const cells = [
    size,
    view,
    'ratio',
    ratio(mine.readyMs, base.readyMs),
    ratio(mine.longestTaskMs, base.longestTaskMs),
    frames(mine.drag, base.drag),
    frames(mine.pan, base.pan),
    frames(mine.zoom, base.zoom),
    ratio(mine.heapMb, base.heapMb),
    ratio(mine.domNodes, base.domNodes),
  ]
  return `| ${cells.join(' | ')} |`
}

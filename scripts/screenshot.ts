/**
 * The README's picture: `node scripts/screenshot.ts [url]`. Shows the finished first evaluation, the samples of its
 * evaluator open beside it. Without the address of a running Evalflow it starts the built one on a new data directory.
 */
import { mkdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { newDataDir, removeDataDir, startProduct } from '../test/e2e/support/product.ts'

const FILE = join(import.meta.dirname, '../docs/images/studio.png')
const MAX_BYTES = 400_000
const RUN_WITHIN_MS = 10 * 60_000

const given = process.argv[2]
if (given !== undefined) await takePicture(given)
else {
  const dataDir = newDataDir()
  const product = await startProduct(dataDir)
  try {
    await takePicture(product.url)
  } finally {
    await product.stop()
    removeDataDir(dataDir)
  }
}

async function takePicture(url: string): Promise<void> {
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
  try {
    const page = await browser.newPage({
      viewport: { width: 1280, height: 800 },
      deviceScaleFactor: 1.5,
      colorScheme: 'light',
    })
    await page.goto(`${url}/flows/${await findFirstFlow(url)}`)
    await openSample(page)
    mkdirSync(dirname(FILE), { recursive: true })
    await page.screenshot({ path: FILE, animations: 'disabled' })
  } finally {
    await browser.close()
  }
  const bytes = statSync(FILE).size
  console.log(`${FILE}: ${bytes} bytes`)
  if (bytes > MAX_BYTES) throw new Error(`The picture has ${bytes} bytes; at most ${MAX_BYTES} are wanted.`)
}

async function findFirstFlow(url: string): Promise<string> {
  const answer = await fetch(`${url}/api/flows?search=${encodeURIComponent('First evaluation')}`)
  const { data } = (await answer.json()) as { data: { id: string }[] }
  const first = data[0]
  if (!first) throw new Error(`${url} has no flow "First evaluation". Use a new data directory.`)
  return first.id
}

async function openSample(page: Page): Promise<void> {
  const evaluator = page.locator('.react-flow__node', { hasText: 'Evaluator' }).first()
  await evaluator.getByText('Done', { exact: true }).waitFor({ timeout: RUN_WITHIN_MS })
  await evaluator.getByRole('button', { name: 'Open samples' }).click()
  const samples = page.getByRole('table', { name: 'Samples' })
  await samples.getByRole('row').nth(4).click()
  await page.getByText('Reference', { exact: true }).first().waitFor()
  // the drawer has narrowed the canvas: what made the samples is shown, large enough to be read
  const headOf = (title: string) => page.locator('.ef-head', { hasText: title }).first()
  await headOf('Dataset Creator').click()
  for (const title of ['Model Target', 'Evaluator']) await headOf(title).click({ modifiers: ['Shift'] })
  await page.keyboard.press('Shift+F')
  await page.waitForTimeout(400)
  await page.getByRole('application').click({ position: { x: 12, y: 12 } })
  await headOf('Evaluator').click()
  await page.mouse.move(1279, 799)
  await page.waitForTimeout(800)
}

/** Text at twice its size, motion that is not wanted, and a page from right to left: nothing is lost and nothing overlaps. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from './support/browser.ts'
import { nodeOn, storeFlow } from './support/flow-pages.ts'
import { newDataDir, type Product, removeDataDir, startProduct } from './support/product.ts'

const WITHIN_MS = 30_000
const SHOTS = join(import.meta.dirname, '../../test-results/adaptive')
const PAGES = ['flow', 'flows', 'data', 'configs', 'models', 'jobs', 'settings'] as const

const dataDir = newDataDir()
const emptyModels = newDataDir()
let product: Product
let browser: Browser
let flowId: string

beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true })
  product = await startProduct(dataDir, { env: { EVALFLOW_MODELS_DIR: emptyModels }, args: ['--no-pull'] })
  browser = await launchBrowser()
  flowId = await storeFlow(product.url, 'adaptive')
})

afterAll(async () => {
  await browser?.close()
  await product?.stop()
  removeDataDir(dataDir)
  removeDataDir(emptyModels)
})

async function open(name: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  const page = await context.newPage()
  page.setDefaultTimeout(WITHIN_MS)
  await page.goto(`${product.url}/${name === 'flow' ? `flows/${flowId}` : name}`)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await expect.poll(() => page.locator('.ev-skeleton, [aria-busy=true]').count(), { timeout: WITHIN_MS }).toBe(0)
  return page
}
const overflowPx = (page: Page) => page.evaluate('document.documentElement.scrollWidth - innerWidth')

/** Pairs of buttons and fields of the bars and the page (not of the canvas) that lie over each other. */
const OVERLAPS = `(() => {
  const list = Array.from(document.querySelectorAll('header button, header a, header input, nav a, main button, main input, .ef-bars button'))
    .filter((element) => !element.closest('.react-flow__viewport') && element.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
    .map((element) => ({ element, box: element.getBoundingClientRect() }))
    .filter(({ box }) => box.width > 8 && box.height > 8 && box.right > 0 && box.left < innerWidth)
  return list.flatMap(({ element, box }, at) => list.slice(at + 1)
    .filter((other) => !element.contains(other.element) && !other.element.contains(element) &&
      Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left) > 4 &&
      Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top) > 4)
    .map((other) => element.outerHTML.slice(0, 80) + ' over ' + other.element.outerHTML.slice(0, 80)))
})()`

describe('at 200 %', () => {
  // as the browser's own zoom does it: half as many CSS pixels, each twice as large
  it.each(PAGES)('%s does not scroll sideways', async (name) => {
    const page = await open(name, { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 })
    await page.screenshot({ path: join(SHOTS, `zoomed-${name}.png`) })

    expect(await overflowPx(page)).toBeLessThanOrEqual(0)
    expect(await page.evaluate(OVERLAPS)).toEqual([])
    await page.context().close()
  })
})

describe('with less motion', () => {
  it('no animation or transition lasts, on a page that runs', async () => {
    const page = await open('flow', { reducedMotion: 'reduce' })
    await page.getByRole('button', { name: /^Run all/ }).click()
    const longest =
      await page.evaluate(`Math.max(0, ...Array.from(document.querySelectorAll('*')).flatMap((element) => {
      const { animationName, animationDuration, transitionDuration } = getComputedStyle(element)
      const seconds = (text) => text.split(',').map((part) => parseFloat(part) * (part.includes('ms') ? 0.001 : 1))
      return [...(animationName === 'none' ? [] : seconds(animationDuration)), ...seconds(transitionDuration)]
    }))`)

    expect(longest).toBeLessThanOrEqual(0.02)
    await page.context().close()
  })
})

describe('from right to left', () => {
  it.each(PAGES)('%s is mirrored without an overlap, and the canvas keeps its directions', async (name) => {
    const page = await open(name)
    await page.evaluate('document.documentElement.dir = "rtl"')
    await page.screenshot({ path: join(SHOTS, `rtl-${name}.png`) })

    expect(await overflowPx(page)).toBeLessThanOrEqual(0)
    expect(await page.evaluate(OVERLAPS)).toEqual([])
    const rail = await page.getByRole('navigation').first().boundingBox()
    expect(rail?.x).toBeGreaterThan(640)
    if (name === 'flow') {
      const [from, to] = [await nodeOn(page, 'dataset').boundingBox(), await nodeOn(page, 'evaluator').boundingBox()]
      expect(from?.x).toBeLessThan(to?.x ?? 0)
    }
    await page.context().close()
  })
})

/** The canvas by finger: pan, pinch, tap, hold, drag a node, draw a wire. Touches go in as the browser gets them. */
import type { Browser, CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchBrowser } from './support/browser.ts'
import { centerOf, nodeOn, type Point, portOn, storeFlow, storedFlow } from './support/flow-pages.ts'
import { newDataDir, pause, type Product, removeDataDir, startProduct } from './support/product.ts'

const WITHIN_MS = 30_000
const HOLD_MS = 900

const dataDir = newDataDir()
const emptyModels = newDataDir()
let product: Product
let browser: Browser
let page: Page
let touch: CDPSession
let id: string
const errors: string[] = []

beforeAll(async () => {
  product = await startProduct(dataDir, { env: { EVALFLOW_MODELS_DIR: emptyModels }, args: ['--no-pull'] })
  browser = await launchBrowser()
})

beforeEach(async ({ task }) => {
  id = await storeFlow(product.url, `touch-${task.id.replace(/\W/g, '-')}`)
  const context = await browser.newContext({ viewport: { width: 820, height: 1000 }, hasTouch: true })
  page = await context.newPage()
  page.setDefaultTimeout(WITHIN_MS)
  page.on('pageerror', (error) => errors.push(error.message))
  touch = await context.newCDPSession(page)
  await page.goto(`${product.url}/flows/${id}`)
  await nodeOn(page, 'evaluator').waitFor()
  return () => context.close()
})

afterAll(async () => {
  await browser?.close()
  await product?.stop()
  removeDataDir(dataDir)
  removeDataDir(emptyModels)
})

type TouchEvent = 'touchStart' | 'touchMove' | 'touchEnd'
const send = (type: TouchEvent, points: readonly Point[]) =>
  touch.send('Input.dispatchTouchEvent', {
    type,
    touchPoints: points.map(({ x, y }, finger) => ({ x, y, id: finger })),
  })

/** Each finger goes from its first point to its last in steps, as a hand does. */
async function slide(fingers: readonly (readonly [Point, Point])[], steps = 8): Promise<void> {
  await send(
    'touchStart',
    fingers.map(([from]) => from),
  )
  for (let step = 1; step <= steps; step++) {
    const at = fingers.map(([from, to]) => ({
      x: from.x + ((to.x - from.x) * step) / steps,
      y: from.y + ((to.y - from.y) * step) / steps,
    }))
    await send('touchMove', at)
    await pause(16)
  }
  await send('touchEnd', [])
}

async function hold(at: Point, ms: number): Promise<void> {
  await send('touchStart', [at])
  await pause(ms)
  await send('touchEnd', [])
}

const headOf = (node: string) => centerOf(nodeOn(page, node).locator('.ef-head'))
const widthOf = async (node: string) => (await nodeOn(page, node).boundingBox())?.width ?? 0
/** A point of the canvas with nothing on it: below all nodes, above the bars. */
async function emptyPoint(): Promise<Point> {
  const home = await page.locator('.react-flow__pane').boundingBox()
  if (!home) throw new Error('There is no canvas.')
  for (let y = home.y + home.height - 120; y > home.y; y -= 40)
    for (let x = home.x + 60; x < home.x + home.width - 60; x += 40) {
      const isPane = await page.evaluate(
        ([px, py]) => document.elementFromPoint(px ?? 0, py ?? 0)?.classList.contains('react-flow__pane') ?? false,
        [x, y],
      )
      if (isPane) return { x, y }
    }
  throw new Error('The canvas is covered.')
}

describe('by finger', () => {
  it('pans the canvas with one, and changes nothing in the flow', async () => {
    const before = await storedFlow(product.url, id)
    const [at, head] = [await emptyPoint(), await headOf('evaluator')]

    await slide([[at, { x: at.x + 90, y: at.y - 60 }]])

    await expect.poll(async () => Math.round((await headOf('evaluator')).x - head.x), { timeout: WITHIN_MS }).toBe(90)
    expect(Math.round((await headOf('evaluator')).y - head.y)).toBe(-60)
    expect(await storedFlow(product.url, id)).toEqual(before)
  })

  it('zooms by pinching with two, around the fingers, and the page itself does not zoom', async () => {
    const [at, width] = [await emptyPoint(), await widthOf('evaluator')]
    const [left, right] = [
      { x: at.x - 20, y: at.y },
      { x: at.x + 20, y: at.y },
    ]

    await slide([
      [left, { x: at.x - 40, y: at.y }],
      [right, { x: at.x + 40, y: at.y }],
    ])

    await expect.poll(() => widthOf('evaluator'), { timeout: WITHIN_MS }).toBeGreaterThan(width * 1.5)
    expect(await page.evaluate('visualViewport.scale')).toBe(1)
  })

  it('selects a node by tapping, and lets go of it by tapping the canvas', async () => {
    await hold(await headOf('model'), 30)
    await page.locator('.react-flow__node.selected[data-id="model"]').waitFor()

    await hold(await emptyPoint(), 30)
    await page.locator('.react-flow__node.selected').waitFor({ state: 'detached' })
  })

  it('opens the menu of a node by holding, and a command of it works', async () => {
    await hold(await headOf('model'), HOLD_MS)
    await page.getByRole('menuitem', { name: /^Duplicate/ }).waitFor()
    expect(await page.locator('.react-flow__node.selected[data-id="model"]').count()).toBe(1)

    await hold(await centerOf(page.getByRole('menuitem', { name: /^Duplicate/ })), 30)
    await expect
      .poll(async () => Object.keys((await storedFlow(product.url, id)).nodes).length, { timeout: WITHIN_MS })
      .toBe(4)
  })

  it('opens the menu of the canvas by holding an empty place', async () => {
    await hold(await emptyPoint(), HOLD_MS)
    await page.getByRole('menuitem', { name: /^Tidy/ }).waitFor()
  })

  it('drags a node, as one step that undo takes back', async () => {
    const [before, head] = [await storedFlow(product.url, id), await headOf('model')]
    const place = async () => (await storedFlow(product.url, id)).layout.nodes['model']

    await slide([[head, { x: head.x + 70, y: head.y + 50 }]])
    await expect.poll(place, { timeout: WITHIN_MS }).not.toEqual(before.layout.nodes['model'])
    expect(await page.getByRole('menu').count()).toBe(0)
    await page.getByRole('button', { name: 'Undo' }).tap()

    await expect.poll(place, { timeout: WITHIN_MS }).toEqual(before.layout.nodes['model'])
  })

  it('draws a wire from port to port', async () => {
    await portOn(page, 'evaluator', 'target').focus()
    await page.keyboard.press('Delete')
    const wires = async () => Object.keys((await storedFlow(product.url, id)).edges).length
    await expect.poll(wires, { timeout: WITHIN_MS }).toBe(1)

    await slide([
      [await centerOf(portOn(page, 'model', 'target')), await centerOf(portOn(page, 'evaluator', 'target'))],
    ])

    await expect.poll(wires, { timeout: WITHIN_MS }).toBe(2)
  })

  it('logged no error', () => {
    expect(errors).toEqual([])
  })
})

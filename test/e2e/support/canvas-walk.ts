/** The main walk in a browser other than Chromium: draw, move, wire, add by keys, undo, reload, run, read, and every page. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, waitForJob } from './api.ts'
import type { Browser } from './canvas-browser.ts'
import { createFlow, createTemplate, toFlow } from './flows.ts'
import { newDataDir, type Product, removeDataDir, startProduct } from './product.ts'

const WITHIN_MS = 30_000
const SHOTS = join(import.meta.dirname, '../../../test-results/browsers')
const FLOW = 'walk'
const ROWS = [
  { prompt: 'a', ideal_response: 'a' },
  { prompt: 'b', ideal_response: 'c' },
]

export interface WalkedBrowser {
  name: string
  /** Path of what drives it; undefined where the machine has none. */
  path: string | undefined
  /** How to bring it here. */
  hint: string
  launch: (path: string) => Promise<Browser>
  /** Opens the other pages too; false where a driver is not up to so many loads. */
  pages: boolean
}

/** No browser, no claim: a line says so, and the suite is skipped. */
export function walkCanvas({ name, path, hint, launch, pages }: WalkedBrowser): void {
  if (!path) process.stdout.write(`${name}: none on this machine (${hint}); nothing of it was proven\n`)
  describe.runIf(path !== undefined)(`the canvas in ${name}`, () => {
    const dataDir = newDataDir()
    const emptyModels = newDataDir()
    let product: Product
    let browser: Browser
    let id: string

    beforeAll(async () => {
      mkdirSync(SHOTS, { recursive: true })
      product = await startProduct(dataDir, { env: { EVALFLOW_MODELS_DIR: emptyModels }, args: ['--no-pull'] })
      browser = await launch(path ?? '')
      await createTemplate(product.url, FLOW, { parallelism: 1, max_retries: 0, request_timeout: 10 })
      const flow = toFlow(FLOW, ROWS, { kind: 'pick', target: 'model:baseline-echo' })
      id = await createFlow(product.url, { ...flow, edges: {} })
      await browser.goto(`${product.url}/flows/${id}`)
    })

    afterAll(async () => {
      await browser?.close()
      await product?.stop()
      removeDataDir(dataDir)
      removeDataDir(emptyModels)
    })

    const until = (expression: string, value: unknown) =>
      expect.poll(() => browser.evaluate(expression), { timeout: WITHIN_MS, interval: 100 }).toEqual(value)
    const centerOf = async (selector: string) => {
      await until(`document.querySelector(${JSON.stringify(selector)}) !== null`, true)
      return (await browser.evaluate(
        `(() => { const box = document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect(); return { x: box.x + box.width / 2, y: box.y + box.height / 2 } })()`,
      )) as { x: number; y: number }
    }
    const port = (node: string, name: string) => `.react-flow__node[data-id="${node}"] [data-handleid="${name}"]`
    const stored = async () => {
      const { flow } = await ask<{
        flow: { nodes: object; edges: object; layout: { nodes: Record<string, { x: number; y: number }> } }
      }>(`${product.url}/api/flows/${id}`)
      return { places: flow.layout.nodes, nodes: Object.keys(flow.nodes).length, edges: Object.keys(flow.edges).length }
    }
    const untilStored = (holds: (flow: Awaited<ReturnType<typeof stored>>) => boolean) =>
      expect.poll(async () => holds(await stored()), { timeout: WITHIN_MS, interval: 100 }).toBe(true)
    const shoot = async (what: string) =>
      writeFileSync(join(SHOTS, `${name.toLowerCase()}-${what}.png`), await browser.screenshot())

    it('draws every node of the flow', async () => {
      await until('document.querySelectorAll(".react-flow__node .ef-head").length', 3)
    })

    it('moves a node by dragging, and takes it back with Ctrl+Z', async () => {
      const before = (await stored()).places['model']
      const from = await centerOf('.react-flow__node[data-id="model"] .ef-head')

      await browser.drag(from, { x: from.x + 60, y: from.y + 40 })
      await untilStored(({ places }) => places['model']?.x !== before?.x)
      await browser.press('Control+z')

      await untilStored(({ places }) => places['model']?.x === before?.x && places['model']?.y === before?.y)
    })

    it('draws wires from port to port', async () => {
      await browser.drag(await centerOf(port('dataset', 'dataset')), await centerOf(port('evaluator', 'dataset')))
      await untilStored(({ edges }) => edges === 1)
      await browser.drag(await centerOf(port('model', 'target')), await centerOf(port('evaluator', 'target')))

      await untilStored(({ edges }) => edges === 2)
      await until('document.querySelectorAll(".react-flow__edge").length', 2)
    })

    it('adds a component by slash, letters, Enter, and deletes it again', async () => {
      await browser.click({ x: 700, y: 690 })
      await browser.type('/')
      await until('document.activeElement?.id', 'ef-palette-search')
      await browser.type('gate')
      await browser.press('Enter')
      await untilStored(({ nodes }) => nodes === 4)
      await until('document.querySelector(".react-flow__node.selected")?.contains(document.activeElement)', true)
      await browser.press('Delete')

      await untilStored(({ nodes }) => nodes === 3)
    })

    it('has all of it after a reload, with the undo', async () => {
      await browser.goto(`${product.url}/flows/${id}`)
      await until('document.querySelectorAll(".react-flow__node .ef-head").length', 3)
      await until('document.querySelectorAll(".react-flow__edge").length', 2)
      await until('document.querySelector("header button[aria-label^=Undo]")?.disabled', false)
    })

    it('runs the flow and shows its score on the node', async () => {
      await browser.press('Control+Enter')
      await waitForJob(product.url, FLOW, ['completed'], WITHIN_MS)

      await until('/0\\.50|50/.test(document.querySelector(".react-flow__node[data-id=evaluator]")?.textContent)', true)
    })

    it('opens a node and its samples beside the canvas', async () => {
      await browser.goto(`${product.url}/flows/${id}?node=evaluator&tab=samples`)
      await until(
        'document.querySelector(".es-drawer [role=tab][aria-selected=true]")?.textContent.startsWith("Samples")',
        true,
      )
      await until('document.querySelectorAll(".es-drawer [role=row], .es-drawer [role=option]").length > 1', true)
      await shoot('samples')
    })

    it('paints the canvas', async () => {
      await browser.goto(`${product.url}/flows/${id}`)
      await until('document.querySelector(".ef-painter")?.width > 0', true)
      await until('document.querySelectorAll(".react-flow__edge").length', 2)
      await shoot('flow')
    })

    it.each(!pages ? [] : ['flows', 'data', 'configs', 'models', 'jobs', 'settings'])(
      'opens /%s without sticking out',
      async (page) => {
        await browser.goto(`${product.url}/${page}`)
        await until('document.querySelector("h1") !== null', true)
        await until('document.querySelectorAll(".ev-skeleton, [aria-busy=true]").length', 0)
        expect(await browser.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
        await shoot(page)
        expect(await browser.errors()).toEqual([])
      },
    )
  })
}

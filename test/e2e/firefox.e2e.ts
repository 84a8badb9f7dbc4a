/** The canvas in Firefox, where the machine has one: drawn, moved, wired, added to by keys, undone. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask } from './support/api.ts'
import { type Firefox, findFirefox, launchFirefox } from './support/firefox.ts'
import { createFlow, toFlow } from './support/flows.ts'
import { newDataDir, type Product, removeDataDir, startProduct } from './support/product.ts'

const WITHIN_MS = 30_000
const path = findFirefox()
if (!path) process.stdout.write('firefox: none on this machine (set FIREFOX to its path); nothing of it was proven\n')

// no Firefox, no claim: the line above says so
describe.runIf(path !== undefined)('the canvas in Firefox', () => {
  const dataDir = newDataDir()
  const emptyModels = newDataDir()
  let product: Product
  let firefox: Firefox
  let id: string

  beforeAll(async () => {
    product = await startProduct(dataDir, { env: { EVALFLOW_MODELS_DIR: emptyModels }, args: ['--no-pull'] })
    firefox = await launchFirefox(path ?? '')
    const flow = toFlow('in-firefox', [{ prompt: 'a', ideal_response: 'b' }], {})
    id = await createFlow(product.url, { ...flow, edges: {} })
    await firefox.goto(`${product.url}/flows/${id}`)
  })

  afterAll(async () => {
    await firefox?.close()
    await product?.stop()
    removeDataDir(dataDir)
    removeDataDir(emptyModels)
  })

  const until = (expression: string, value: unknown) =>
    expect.poll(() => firefox.evaluate(expression), { timeout: WITHIN_MS, interval: 100 }).toEqual(value)
  const centerOf = async (selector: string) =>
    (await firefox.evaluate(
      `(() => { const box = document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect(); return { x: box.x + box.width / 2, y: box.y + box.height / 2 } })()`,
    )) as { x: number; y: number }
  const stored = async () => {
    const { flow } = await ask<{
      flow: { nodes: object; edges: object; layout: { nodes: Record<string, { x: number; y: number }> } }
    }>(`${product.url}/api/flows/${id}`)
    return { places: flow.layout.nodes, nodes: Object.keys(flow.nodes).length, edges: Object.keys(flow.edges).length }
  }
  const untilStored = (holds: (flow: Awaited<ReturnType<typeof stored>>) => boolean) =>
    expect.poll(async () => holds(await stored()), { timeout: WITHIN_MS, interval: 100 }).toBe(true)

  it('draws every node of the flow', async () => {
    await until('document.querySelectorAll(".react-flow__node .ef-head").length', 3)
  })

  it('moves a node by dragging, and takes it back with Ctrl+Z', async () => {
    const before = (await stored()).places['model']
    const from = await centerOf('.react-flow__node[data-id="model"] .ef-head')

    await firefox.drag(from, { x: from.x + 60, y: from.y + 40 })
    await untilStored(({ places }) => places['model']?.x !== before?.x)
    await firefox.press('Control+z')

    await untilStored(({ places }) => places['model']?.x === before?.x && places['model']?.y === before?.y)
  })

  it('draws a wire from port to port', async () => {
    const from = await centerOf('.react-flow__node[data-id="dataset"] [data-handleid="dataset"]')
    const to = await centerOf('.react-flow__node[data-id="evaluator"] [data-handleid="dataset"]')

    await firefox.drag(from, to)

    await untilStored(({ edges }) => edges === 1)
    await until('document.querySelectorAll(".react-flow__edge").length', 1)
  })

  it('adds a component by slash, letters, Enter, and deletes it again', async () => {
    await firefox.click({ x: 700, y: 690 })
    await firefox.type('/')
    await until('document.activeElement?.id', 'ef-palette-search')
    await firefox.type('gate')
    await firefox.press('Enter')
    await untilStored(({ nodes }) => nodes === 4)
    await until('document.querySelector(".react-flow__node.selected")?.contains(document.activeElement)', true)
    await firefox.press('Delete')

    await untilStored(({ nodes }) => nodes === 3)
  })

  it('paints the canvas, and logged no error', async () => {
    expect(await firefox.evaluate('document.querySelector(".ef-painter").width > 0')).toBe(true)
    expect(firefox.errors).toEqual([])
  })
})

/**
 * Every gesture of the canvas in a real browser, on the dev page: `node packages/editor/dev/check-gestures.ts`.
 * Each check begins with the same flow; one Ctrl+Z must give back exactly what was there.
 */
import react from '@vitejs/plugin-react'
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Locator, type Page } from 'playwright-core'
import { build, preview } from 'vite'
import type { Flow } from '@evalflow/graph'

type Point = { x: number; y: number }
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const executablePath = [process.env['EVALFLOW_CHROMIUM'], '/usr/bin/chromium'].find(
  (path) => path !== undefined && existsSync(path),
)
if (!executablePath)
  throw new Error('No Chromium found. Install it (apt-get install chromium) or set EVALFLOW_CHROMIUM to its path.')

const checks: Record<string, (page: Page) => Promise<void>> = {
  'dragging a node is one step': async (page) => {
    const before = await flowOf(page)
    const from = await centerOf(page.locator('.react-flow__node[data-id="data"] .ef-head'))
    await drag(page, from, { x: from.x + 80, y: from.y + 40 })
    assert.notDeepEqual((await flowOf(page)).layout.nodes['data'], before.layout.nodes['data'])
    await page.keyboard.press('Control+z')
    assert.deepEqual(await flowOf(page), before)
  },
  'a component is dropped on the canvas': async (page) => {
    await page
      .getByRole('option', { name: /^Gate/ })
      .dragTo(page.locator('.react-flow__pane'), { targetPosition: { x: 400, y: 620 } })
    assert.equal(await count(page, 'nodes'), 7)
  },
  'slash, letters, Enter adds and focuses': async (page) => {
    await addByKeys(page, 'comp')
    assert.equal(await count(page, 'nodes'), 7)
    assert.match(await page.evaluate(() => document.activeElement?.className ?? ''), /react-flow__node/)
  },
  'a wire that does not fit says why': async (page) => {
    const gate = await addByKeys(page, 'gate')
    const [from, to] = [await centerOf(dot(page, 'data', 'dataset')), await centerOf(dot(page, gate, 'result'))]
    await page.mouse.move(from.x, from.y)
    await page.mouse.down()
    await page.mouse.move(to.x, to.y, { steps: 6 })
    await page.waitForTimeout(150)
    assert.match((await page.locator('.ef-reason').textContent()) ?? '', /expects Result, got Dataset/)
    await page.mouse.up()
    assert.equal(await count(page, 'edges'), 4)
  },
  'a wire is drawn by pointer and by keyboard': async (page) => {
    const gate = await addByKeys(page, 'gate')
    await drag(page, await centerOf(dot(page, 'eval', 'result')), await centerOf(dot(page, gate, 'result')))
    assert.equal(await count(page, 'edges'), 5)
    await page.keyboard.press('Control+z')
    await dot(page, 'eval', 'result').focus()
    await page.keyboard.press('Enter')
    await dot(page, gate, 'result').focus()
    await page.keyboard.press('Enter')
    assert.equal(await count(page, 'edges'), 5)
  },
  'a wire dropped on the canvas offers what fits, added as one step': async (page) => {
    const before = await flowOf(page)
    await drag(page, await centerOf(dot(page, 'data', 'dataset')), { x: 600, y: 620 })
    assert.equal(await page.locator('.ef-add [role=option]').count(), 1)
    await page.keyboard.press('Enter')
    await page.waitForTimeout(200)
    assert.equal(await count(page, 'edges'), 5)
    await page.keyboard.press('Control+z')
    assert.deepEqual(await flowOf(page), before)
  },
  'a box selects, Ctrl+A and Delete empty it, undo brings it back': async (page) => {
    const before = await flowOf(page)
    await page.keyboard.down('Shift')
    await drag(page, { x: 270, y: 40 }, { x: 600, y: 560 })
    await page.keyboard.up('Shift')
    assert.deepEqual(await selection(page), ['data', 'model'])
    await page.keyboard.press('Control+a')
    await page.keyboard.press('Delete')
    assert.equal(await count(page, 'nodes'), 0)
    await page.keyboard.press('Control+z')
    assert.deepEqual(await flowOf(page), before)
  },
  'copy, paste, cut and duplicate go through the system clipboard': async (page) => {
    await page.locator('.react-flow__node[data-id="data"] .ef-head').click()
    for (const [key, nodes] of [
      ['d', 7],
      ['c', 7],
      ['v', 8],
      ['x', 7],
    ] as const) {
      await page.keyboard.press(`Control+${key}`)
      assert.equal(await count(page, 'nodes'), nodes)
    }
  },
  'keys do not fire in a field, and a word is one step': async (page) => {
    const before = await flowOf(page)
    await page.getByLabel('Config').click()
    await page.keyboard.press('Control+a')
    await page.keyboard.type('fft1.N/')
    assert.equal((await flowOf(page)).nodes['eval']?.values['config'], 'fft1.N/')
    await page.mouse.click(700, 740)
    await page.keyboard.press('Control+z')
    assert.deepEqual(await flowOf(page), before)
  },
  'a component dropped on a wire is put into it': async (page) => {
    const [a, b] = [await centerOf(dot(page, 'eval', 'result')), await centerOf(dot(page, 'data', 'dataset'))]
    const c = await centerOf(dot(page, 'eval', 'dataset'))
    assert.ok(a.x > b.x)
    const pane = await page.locator('.react-flow__pane').boundingBox()
    const results = await centerOf(dot(page, 'results', 'results'))
    assert.ok(c.x < a.x && pane)
    const targetPosition = { x: (a.x + results.x) / 2 - pane.x, y: (a.y + results.y) / 2 - pane.y }
    await page
      .getByRole('option', { name: /^Compare Runs/ })
      .dragTo(page.locator('.react-flow__pane'), { targetPosition, force: true })
    assert.equal(await count(page, 'nodes'), 7)
  },
  'tidy and grouping are undone exactly': async (page) => {
    const before = await flowOf(page)
    await page.mouse.click(700, 740)
    await page.keyboard.press('t')
    await page.waitForTimeout(600)
    assert.notDeepEqual((await flowOf(page)).layout, before.layout)
    await page.keyboard.press('Control+z')
    await page.keyboard.press('Control+a')
    await page.keyboard.press('Control+g')
    await page.locator('.ef-group-toggle').click()
    assert.equal(await page.locator('.react-flow__node-component').count(), 0)
    await page.locator('.ef-group-toggle').click()
    await page.keyboard.press('Control+Shift+g')
    assert.deepEqual(await flowOf(page), before)
  },
  'a lasso takes in what has its middle inside': async (page) => {
    await page.keyboard.press('l')
    const at = async (id: string) => centerOf(page.locator(`.react-flow__node[data-id="${id}"]`))
    const [data, model] = [await at('data'), await at('model')]
    // around both of the first column, through the gap before the next
    await page.mouse.move(data.x - 160, data.y - 140)
    await page.mouse.down()
    for (const [x, y] of [
      [data.x + 150, data.y - 140],
      [model.x + 150, model.y + 120],
      [model.x - 160, model.y + 120],
    ] as const)
      await page.mouse.move(x, y, { steps: 6 })
    assert.equal(await page.locator('.ef-lasso').count(), 1)
    await page.mouse.up()
    assert.deepEqual(await selection(page), ['data', 'model'])
    await page.keyboard.press('v')
  },
  'a dragged node is drawn to the line of another, and shows it': async (page) => {
    const place = async () => (await flowOf(page)).layout.nodes['model']
    const before = await place()
    const from = await centerOf(page.locator('.react-flow__node[data-id="model"] .ef-head'))
    await page.mouse.move(from.x, from.y)
    await page.mouse.down()
    await page.mouse.move(from.x + 30, from.y + 20, { steps: 3 })
    await page.mouse.move(from.x + 4, from.y + 60, { steps: 5 })
    assert.equal(await page.locator('.ef-guide[data-axis="x"]').count(), 1)
    await page.mouse.up()
    assert.equal(await page.locator('.ef-guide').count(), 0)
    assert.equal((await place())?.x, 0)
    assert.notEqual((await place())?.y, before?.y)
  },
  'a collapsed group keeps its wires, named and typed, and moves as one': async (page) => {
    await page.locator('.react-flow__node[data-id="data"] .ef-head').click()
    await page.keyboard.down('Control')
    await page.locator('.react-flow__node[data-id="model"] .ef-head').click()
    await page.keyboard.up('Control')
    await page.keyboard.press('Control+g')
    await page.locator('.ef-group b').dblclick()
    await page.getByLabel('Name of the group').fill('Inputs')
    await page.keyboard.press('Enter')
    const before = await flowOf(page)
    assert.equal(Object.values(before.groups)[0]?.name, 'Inputs')
    await page.keyboard.press('c')
    const rows = page.locator('.ef-group-ports[data-side="out"] li')
    assert.deepEqual(await rows.evaluateAll((list) => list.map((row) => row.getAttribute('data-port-type'))), [
      'dataset',
      'target',
    ])
    assert.equal(await page.locator('.react-flow__node[data-id="data"]').count(), 0)
    const wire = page.locator('.react-flow__edge[data-id="data-eval"] .react-flow__edge-path')
    const [from, row] = [await wire.boundingBox(), await centerOf(cardDot(page, 'data', 'dataset'))]
    assert.ok(from && Math.abs(from.x - row.x) < 3, 'the wire of the dataset begins at its row')
    const title = await centerOf(page.locator('.ef-group b'))
    await drag(page, title, { x: title.x + 60, y: title.y + 100 })
    const moved = (await flowOf(page)).layout.nodes
    for (const id of ['data', 'model'])
      assert.ok((moved[id]?.y ?? 0) > (before.layout.nodes[id]?.y ?? 0) + 50, `${id} went along`)
    await page.keyboard.press('Control+z')
    await page.keyboard.press('Control+z')
    assert.deepEqual(await flowOf(page), before)
  },
  'at the card of a group wires are drawn, moved and taken off, each as one step': async (page) => {
    const gate = await addByKeys(page, 'gate')
    const data = await addByKeys(page, 'dataset creator')
    const other = await addByKeys(page, 'evaluator')
    await page.locator('.react-flow__node[data-id="eval"] .ef-head').click()
    await page.keyboard.press('Control+g')
    await page.keyboard.press('c')
    await page.waitForTimeout(250)
    const before = await flowOf(page)
    const undone = async () => {
      await page.keyboard.press('Control+z')
      assert.deepEqual(await flowOf(page), before)
    }
    const out = await centerOf(cardDot(page, 'eval', 'result'))
    // the end at the card to another node
    const into = await centerOf(cardDot(page, 'eval', 'dataset'))
    await drag(page, await centerOf(dot(page, data, 'dataset')), into)
    const ends = Object.values((await flowOf(page)).edges).map(({ source, target }) => `${source.node}>${target.node}`)
    assert.ok(ends.includes(`${data}>eval`) && !ends.includes('data>eval'), ends.join())
    await undone()
    // the far end of a wire that leaves the card
    const end = await centerOf(dot(page, 'results', 'results'))
    await drag(page, { x: end.x - 14, y: end.y }, await centerOf(dot(page, gate, 'result')))
    assert.equal((await flowOf(page)).edges['eval-results']?.target.node, gate)
    await undone()
    // the end at the card itself: where it does not fit nothing changes
    const grip = { x: into.x - 14, y: into.y }
    await drag(page, grip, await centerOf(dot(page, 'results', 'results')))
    assert.deepEqual(await flowOf(page), before)
    await drag(page, grip, await centerOf(dot(page, other, 'dataset')))
    assert.deepEqual((await flowOf(page)).edges['data-eval']?.target, { node: other, port: 'dataset' })
    await undone()
    // a new wire from a row
    await drag(page, out, await centerOf(dot(page, gate, 'result')))
    assert.equal(await count(page, 'edges'), 5)
    await undone()
    // by keyboard
    await cardDot(page, 'eval', 'result').focus()
    await page.keyboard.press('Delete')
    assert.equal(await count(page, 'edges'), 2, 'both wires of the result')
    await undone()
  },
  'a refused wire offers what converts, put between in one step': async (page) => {
    const data = await addByKeys(page, 'dataset creator')
    const before = await flowOf(page)
    await drag(page, await centerOf(dot(page, 'eval', 'result')), await centerOf(dot(page, data, 'rows')))
    await page.getByRole('menuitem', { name: /Compare Runs/ }).click()
    await page.waitForTimeout(200)
    assert.equal(await count(page, 'nodes'), 8)
    assert.equal(await count(page, 'edges'), 6)
    await page.keyboard.press('Control+z')
    assert.deepEqual(await flowOf(page), before)
  },
  'an end of a wire is dragged to another port, as one step': async (page) => {
    const gate = await addByKeys(page, 'gate')
    const before = await flowOf(page)
    const end = await centerOf(dot(page, 'results', 'results'))
    await drag(page, { x: end.x - 14, y: end.y }, await centerOf(dot(page, gate, 'result')))
    const after = await flowOf(page)
    assert.equal(after.edges['eval-results']?.target.node, gate)
    assert.equal(Object.keys(after.edges).length, 4)
    await page.keyboard.press('Control+z')
    assert.deepEqual(await flowOf(page), before)
  },
  'a key is changed in the sheet, taken from its owner, and given back': async (page) => {
    await page.keyboard.press('?')
    await page.getByRole('button', { name: 'Change the key of “Tidy”' }).click()
    await page.keyboard.press('f')
    assert.match((await page.locator('.ef-key-capture').inputValue()) ?? '', /F belongs to “Fit”/)
    await page.keyboard.press('f')
    await page.keyboard.press('Escape')
    await page.waitForTimeout(200)
    const layout = (await flowOf(page)).layout
    await page.keyboard.press('f')
    await page.waitForTimeout(600)
    assert.notDeepEqual((await flowOf(page)).layout, layout)
    await page.keyboard.press('?')
    await page.getByRole('button', { name: 'Standard keys for all' }).click()
    assert.equal(await page.evaluate(() => localStorage.getItem('evalflow.keys')), null)
  },
  'a locked canvas changes nothing': async (page) => {
    const before = await flowOf(page)
    await page.keyboard.press('Shift+L')
    const from = await centerOf(page.locator('.react-flow__node[data-id="data"] .ef-head'))
    await drag(page, from, { x: from.x + 80, y: from.y + 40 })
    await page.keyboard.press('Control+a')
    await page.keyboard.press('Delete')
    assert.deepEqual(await flowOf(page), before)
    await page.keyboard.press('Shift+L')
    await page.keyboard.press('Delete')
    assert.equal(await count(page, 'nodes'), 0)
  },
  'find selects and shows': async (page) => {
    await page.keyboard.press('Control+f')
    await page.keyboard.type('smol')
    await page.waitForTimeout(200)
    assert.deepEqual(await selection(page), ['model'])
  },
  'a command of the palette runs': async (page) => {
    await page.keyboard.press('Control+k')
    await page.waitForSelector('.ef-commands-input')
    await page.keyboard.type('select all')
    await page.keyboard.press('Enter')
    await page.waitForTimeout(200)
    assert.equal((await selection(page)).length, 6)
  },
}

const outDir = await mkdtemp(join(tmpdir(), 'evalflow-editor-'))
const options = {
  root: import.meta.dirname,
  configFile: false as const,
  logLevel: 'error' as const,
  plugins: [react()],
}
await build({ ...options, build: { outDir, emptyOutDir: true } })
const server = await preview({ ...options, build: { outDir }, preview: { port: 0, host: '127.0.0.1' } })
const address = server.httpServer.address()
if (address === null || typeof address === 'string') throw new Error('The preview server has no port.')
const browser = await chromium.launch({ executablePath, args: FLAGS })
let failed = 0
const wanted = process.argv[2]
for (const [name, check] of Object.entries(checks)) {
  if (wanted !== undefined && !name.includes(wanted)) continue
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  try {
    await page.goto(`http://127.0.0.1:${address.port}/`)
    await page.waitForSelector('.react-flow__node')
    await check(page)
    assert.deepEqual(errors, [])
    process.stdout.write(`ok    ${name}\n`)
  } catch (error) {
    failed += 1
    process.stdout.write(`FAIL  ${name}: ${error instanceof Error ? error.message : String(error)}\n`)
  }
  await page.close()
}
await browser.close()
await server.close()
await rm(outDir, { recursive: true })
process.exitCode = failed === 0 ? 0 : 1

function flowOf(page: Page): Promise<Flow> {
  return page.evaluate<Flow>('window.store.getState().flow')
}
async function count(page: Page, part: 'nodes' | 'edges'): Promise<number> {
  return Object.keys((await flowOf(page))[part]).length
}
async function selection(page: Page): Promise<string[]> {
  return (await page.evaluate<string[]>('[...window.store.getState().selection.nodes]')).toSorted()
}
function dot(page: Page, node: string, port: string): Locator {
  return page.locator(`.react-flow__node[data-id="${node}"] .ef-dot[data-handleid="${port}"]`)
}
async function centerOf(locator: Locator): Promise<Point> {
  const box = await locator.boundingBox()
  if (!box) throw new Error('The element is not on the page.')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}
/** A port of a hidden node on the card of its group. */
function cardDot(page: Page, node: string, port: string): Locator {
  return page.locator(`.ef-group-card .ef-dot[data-handleid="${node}/${port}"]`)
}
async function drag(page: Page, from: Point, to: Point): Promise<void> {
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 })
  await page.mouse.move(to.x, to.y, { steps: 5 })
  await page.mouse.up()
  await page.waitForTimeout(150)
}
/** Gives the id of the new node. */
async function addByKeys(page: Page, letters: string): Promise<string> {
  const before = new Set(Object.keys((await flowOf(page)).nodes))
  await page.mouse.click(700, 740)
  await page.keyboard.press('/')
  await page.keyboard.type(letters)
  await page.keyboard.press('Enter')
  await page.waitForTimeout(300)
  const added = Object.keys((await flowOf(page)).nodes).find((id) => !before.has(id))
  assert.ok(added, 'a node was added')
  return added
}
